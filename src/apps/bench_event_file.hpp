// The events of a benchmark: what `khoj simulate events` writes, or a shop's own log, in the form in which POST
// /api/v1/events takes it. Immutable after reading.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace khoj::apps {

/// One event without its id, so that it can be told again under another one.
struct BenchEvent {
  std::string members;  ///< `,"type":"click",…}`: what stands behind the id.
  std::string user_id;  ///< Empty: not known. The next two likewise.
  std::string product_id;
  std::string query;
};

struct EventFileOptions {
  std::uint64_t at_most = 0;  ///< Read no more events than that; 0: all.
  bool keep_times = true;     ///< False: without at_ms, so that they happen when they are told.
};

/// Reads JSON Lines, plain or gzip. Errors: invalid_argument (a line that is no object, or none at all), not_found,
/// unavailable. Cost: about 200 bytes of memory an event.
base::Result<std::vector<BenchEvent>> read_bench_events(const std::filesystem::path& file,
                                                        const EventFileOptions& options);

/// Appends `event` as one JSON object with an id of its own: `run` and `number`.
void append_event(std::string& out, const BenchEvent& event, std::string_view run, std::uint64_t number);

/// A name for a run that no other run has: events under it are new to every server.
std::string new_run_name();

}  // namespace khoj::apps
