// Poisson arrivals: the moments at which the requests of an open loop are due, whatever the server does
// meanwhile.
#pragma once

#include <chrono>
#include <cmath>

#include "base/clock.hpp"
#include "base/rng.hpp"

namespace khoj::load {

class PoissonArrivals {
 public:
  /// @param rate arrivals a second, > 0.
  PoissonArrivals(base::SteadyClock::time_point start, double rate, std::uint64_t seed) noexcept
      : start_(start), rate_(rate), rng_(seed) {
    advance();
  }

  /// When the next request is due.
  [[nodiscard]] base::SteadyClock::time_point next() const noexcept {
    return start_ + std::chrono::nanoseconds(static_cast<std::int64_t>(elapsed_s_ * 1e9));
  }

  /// Moves on to the one after it, an exponentially distributed time later.
  void advance() noexcept { elapsed_s_ += -std::log(1.0 - rng_.uniform()) / rate_; }

 private:
  base::SteadyClock::time_point start_;
  double rate_;
  double elapsed_s_ = 0.0;
  base::Rng rng_;
};

}  // namespace khoj::load
