// When people shop in India: hour by hour, weekday by weekday (IST, UTC+5:30). Draws the beginnings of visits within a
// window of time. Immutable; thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "base/rng.hpp"

namespace khoj::simulate {

inline constexpr std::int64_t kHourMs = 3'600'000;
inline constexpr std::int64_t kDayMs = 24 * kHourMs;

[[nodiscard]] constexpr std::int64_t in_days(double days) noexcept {
  return static_cast<std::int64_t>(days * static_cast<double>(kDayMs));
}

class DayRhythm {
 public:
  /// REQUIRES: begin_ms < end_ms.
  DayRhythm(std::int64_t begin_ms, std::int64_t end_ms);

  /// A moment in the window, Unix milliseconds. @param shift_hours  how much later than others this shopper lives.
  [[nodiscard]] std::int64_t draw(base::Rng& rng, int shift_hours) const;

  /// A moment for something that was put off until about `at_ms`: at night it waits for an hour when people are awake.
  [[nodiscard]] static std::int64_t when_awake(base::Rng& rng, std::int64_t at_ms);

 private:
  std::int64_t begin_ms_;
  std::int64_t end_ms_;
  std::vector<double> until_day_;  ///< Sum of the weights of the days up to and with this one.
};

}  // namespace khoj::simulate
