// Weights that fall with time, kept without touching them: instead of all old ones falling, new ones grow. They are only
// compared with each other. A float has room for 88 times `decay_days`, seven years and more.
#pragma once

#include <cmath>
#include <cstdint>

namespace khoj::signals {

class GrowingWeight {
 public:
  /// @param decay_days  after so many days an event weighs 1/e.
  explicit GrowingWeight(double decay_days) : decay_days_(decay_days) {}

  /// What `weight` at `at_ms` is worth beside what came before and after.
  [[nodiscard]] float of(double weight, std::int64_t at_ms) {
    constexpr double kDayMs = 86'400'000.0;
    if (reference_ms_ == 0) reference_ms_ = at_ms;
    const double days = static_cast<double>(at_ms - reference_ms_) / kDayMs;
    return static_cast<float>(weight * std::exp(days / decay_days_));
  }

 private:
  double decay_days_;
  std::int64_t reference_ms_ = 0;  ///< The first event's moment.
};

}  // namespace khoj::signals
