// How the event log is kept: what share of our answers is written down, how bursts of typing are folded, and for how
// long everything stays. Values; docs/events.md explains them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace khoj::engine {

using SurfaceRates = std::map<std::string, double, std::less<>>;

struct EventOptions {
  double impression_sample_rate = 1.0;  ///< 0 to 1, for surfaces without a rate of their own.
  /// Suggestions come with every letter: without a rate of their own, this share of `impression_sample_rate` is kept.
  static constexpr double kShareOfSuggestions = 0.01;
  SurfaceRates surface_sample_rates;      ///< "search" → 0.1.
  std::size_t impression_queue = 16'384;  ///< Answers that wait to be written; further ones are dropped.
  std::int64_t fold_window_ms = 5'000;    ///< 0: half-typed queries are not folded.
  std::int64_t flush_interval_ms = 200;   ///< How often what waits is written.
  std::int64_t impression_retention_days = 90;  ///< 0: for ever.
  std::int64_t event_retention_days = 400;      ///< 0: for ever.
};

/// Reads "search=0.1", one text a surface. Errors: invalid_argument (no '=', no surface, no number from 0 to 1).
base::Result<SurfaceRates> parse_surface_rates(const std::vector<std::string>& texts);

}  // namespace khoj::engine
