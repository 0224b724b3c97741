// When to try again: each failure doubles the pause, up to a limit, and chance spreads it, so that many servers do not
// come back in the same moment. Belongs to one thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

#include "base/clock.hpp"
#include "base/rng.hpp"

namespace khoj::adapters::postgres {

class Backoff {
 public:
  static constexpr double kFirstMs = 50;
  static constexpr double kMostMs = 2'000;

  /// Notes a failure. @return how long to wait before the next attempt: half of the pause to all of it.
  std::chrono::milliseconds failed() {
    const double pause_ms = pause_ms_ * (0.5 + 0.5 * rng_.uniform());
    pause_ms_ = std::min(kMostMs, pause_ms_ * 2);
    retry_at_ = base::SteadyClock::now() + std::chrono::milliseconds(static_cast<int>(pause_ms));
    return std::chrono::milliseconds(static_cast<int>(pause_ms));
  }

  void succeeded() noexcept {
    pause_ms_ = kFirstMs;
    retry_at_ = {};
  }

  /// Whether the pause is still on.
  [[nodiscard]] bool waits() const noexcept { return base::SteadyClock::now() < retry_at_; }

 private:
  base::Rng rng_{std::random_device()()};
  double pause_ms_ = kFirstMs;
  base::SteadyClock::time_point retry_at_;
};

}  // namespace khoj::adapters::postgres
