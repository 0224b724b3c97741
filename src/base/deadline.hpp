// A Deadline is the time budget of one request: work that can stop early asks it now and then. It remembers that it has
// passed, so that whoever answers can say that the answer is partial. Belongs to one request: not thread-safe.
#pragma once

#include <functional>
#include <utility>

#include "base/clock.hpp"

namespace khoj::base {

/// Where monotonic time comes from; tests put a clock of their own in its place.
using MonotonicNow = std::function<SteadyClock::time_point()>;

class Deadline {
 public:
  /// Passes `budget_ms` milliseconds from now.
  explicit Deadline(double budget_ms, MonotonicNow now = SteadyClock::now)
      : now_(std::move(now)),
        end_(now_() + std::chrono::duration_cast<SteadyClock::duration>(
                          std::chrono::duration<double, std::milli>(budget_ms))) {}

  /// Whether the time is up. Cost: a look at the clock, some 25 ns.
  [[nodiscard]] bool passed() noexcept {
    passed_ = passed_ || now_() >= end_;
    return passed_;
  }
  /// Whether anyone was told so.
  [[nodiscard]] bool was_passed() const noexcept { return passed_; }

 private:
  MonotonicNow now_;
  SteadyClock::time_point end_;
  bool passed_ = false;
};

}  // namespace khoj::base
