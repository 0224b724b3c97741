// Time as the house counts it: wall time in milliseconds since the Unix epoch, elapsed time on the monotonic clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace khoj::base {

using SteadyClock = std::chrono::steady_clock;

/// Wall time now, milliseconds since 1970-01-01 UTC.
[[nodiscard]] inline std::int64_t now_ms() noexcept {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// Measures elapsed time from its construction.
class Stopwatch {
 public:
  [[nodiscard]] double elapsed_ms() const noexcept {
    return std::chrono::duration<double, std::milli>(SteadyClock::now() - start_).count();
  }
  [[nodiscard]] double elapsed_s() const noexcept { return elapsed_ms() / 1000.0; }

 private:
  SteadyClock::time_point start_ = SteadyClock::now();
};

}  // namespace khoj::base
