// The events of all simulated shoppers as one log, ordered by time, in bounded memory: the span is cut into slices of
// about as many events as may be held, and the shoppers live through it once for each slice. One call is one run.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include "base/result.hpp"
#include "simulate/event_simulator.hpp"

namespace khoj::simulate {

struct EventLogOptions {
  unsigned threads = 1;
  /// Events that are held at once, 24 bytes each; of the lines only some batches are.
  std::uint64_t events_at_once = 8'000'000;
};

struct EventLogSummary {
  std::uint64_t events = 0;
  std::uint64_t shoppers = 0;  ///< Of them, how many did anything.
  std::array<std::uint64_t, kShopperActNames.size()> by_act{};
};

/// Takes whole lines, in order. Called from the calling thread only. An error ends the run.
using LineSink = std::function<base::Status(std::string_view lines)>;
/// Told how many of how many steps are done, from the calling thread.
using LogProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Writes the whole log as JSON Lines. The lines do not depend on the options. Errors: the sink's.
base::Result<EventLogSummary> write_event_log(const EventSimulator& simulator, const EventLogOptions& options,
                                              const LineSink& sink, const LogProgress& progress = {});

/// Writes who the shoppers are, one line each, in the order of their numbers. Errors: the sink's.
base::Status write_truth(const EventSimulator& simulator, unsigned threads, const LineSink& sink);

}  // namespace khoj::simulate
