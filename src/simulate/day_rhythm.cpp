#include "simulate/day_rhythm.hpp"

#include <algorithm>
#include <array>

namespace khoj::simulate {
namespace {

constexpr std::int64_t kIstMs = 5 * kHourMs + kHourMs / 2;

/// Visits by the hour: least before dawn, a rise at lunch, most between eight and eleven in the evening.
constexpr std::array<std::uint32_t, 24> kHours = {24, 12, 6,  4,  4,  7,  14, 24, 34, 44, 52, 57,
                                                  59, 58, 54, 50, 50, 52, 57, 64, 74, 80, 70, 45};
/// From Thursday on, the weekday of the epoch: weekends see more.
constexpr std::array<double, 7> kWeekdays = {0.96, 1.0, 1.16, 1.2, 0.95, 0.93, 0.94};

constexpr std::int64_t day_of(std::int64_t at_ms) noexcept { return (at_ms + kIstMs) / kDayMs; }

std::int64_t draw_hour(base::Rng& rng) noexcept {
  constexpr auto kSum = [] {
    std::uint32_t sum = 0;
    for (const auto weight : kHours) sum += weight;
    return sum;
  }();
  auto rest = static_cast<std::uint32_t>(rng.below(kSum));
  std::int64_t hour = 0;
  while (rest >= kHours[static_cast<std::size_t>(hour)]) rest -= kHours[static_cast<std::size_t>(hour++)];
  return hour;
}

}  // namespace

DayRhythm::DayRhythm(std::int64_t begin_ms, std::int64_t end_ms) : begin_ms_(begin_ms), end_ms_(end_ms) {
  double sum = 0;
  for (std::int64_t day = day_of(begin_ms); day <= day_of(end_ms - 1); ++day) {
    const std::int64_t from = std::max(begin_ms, day * kDayMs - kIstMs);
    const std::int64_t to = std::min(end_ms, (day + 1) * kDayMs - kIstMs);
    sum += kWeekdays[static_cast<std::size_t>(day % 7)] * static_cast<double>(to - from);
    until_day_.push_back(sum);
  }
}

std::int64_t DayRhythm::draw(base::Rng& rng, int shift_hours) const {
  for (int attempt = 0; attempt < 64; ++attempt) {
    const double wanted = rng.uniform() * until_day_.back();
    const auto day = std::upper_bound(until_day_.begin(), until_day_.end(), wanted) - until_day_.begin();
    const std::int64_t midnight = (day_of(begin_ms_) + day) * kDayMs - kIstMs;
    const std::int64_t hour = (draw_hour(rng) + 24 + shift_hours) % 24;
    const std::int64_t at_ms = midnight + hour * kHourMs + static_cast<std::int64_t>(rng.below(kHourMs));
    if (at_ms >= begin_ms_ && at_ms < end_ms_) return at_ms;
  }
  // A window of a few hours at night.
  return begin_ms_ + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(end_ms_ - begin_ms_)));
}

std::int64_t DayRhythm::when_awake(base::Rng& rng, std::int64_t at_ms) {
  const std::int64_t hour = (at_ms + kIstMs) % kDayMs / kHourMs;
  if (hour >= 7 && hour < 23) return at_ms;
  const std::int64_t midnight = day_of(at_ms) * kDayMs - kIstMs;
  const std::int64_t morning = midnight + (hour < 7 ? 7 : 31) * kHourMs;
  return morning + static_cast<std::int64_t>(rng.below(15 * kHourMs));
}

}  // namespace khoj::simulate
