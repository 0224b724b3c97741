// How a benchmark loads what it measures.
#pragma once

#include <cstdint>

#include "base/result.hpp"

namespace khoj::load {

struct LoadOptions {
  std::uint32_t concurrency = 16;    ///< Connections over HTTP, threads in process: 1 to 10,000.
  double warm_up_s = 1.0;            ///< Loaded but not measured.
  double duration_s = 10.0;          ///< Measured time after the warm-up, > 0.
  double rate = 0.0;                 ///< Open loop: arrivals a second (Poisson). 0: closed loop.
  std::uint64_t total_requests = 0;  ///< Closed loop: end after this many, without warm-up. 0: by the clock.
  double timeout_s = 10.0;           ///< A request without an answer for this long has failed; > 0.
  std::uint64_t seed = 1;            ///< Of the arrival times.
};

/// Errors: invalid_argument naming the member.
base::Status validate(const LoadOptions& options);

}  // namespace khoj::load
