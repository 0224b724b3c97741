#include "simulate/day_rhythm.hpp"

#include <array>

#include <gtest/gtest.h>

#include "support/simulated_items.hpp"

namespace khoj::simulate {
namespace {

TEST(DayRhythm, IsBusiestInTheEveningAndAtWeekends) {
  const DayRhythm rhythm(kTestUntilMs - 28 * kDayMs, kTestUntilMs);
  base::Rng rng(1);
  std::array<int, 24> hours{};
  std::array<int, 7> weekdays{};
  for (int i = 0; i < 50'000; ++i) {
    const std::int64_t at_ms = rhythm.draw(rng, 0);
    ASSERT_GE(at_ms, kTestUntilMs - 28 * kDayMs);
    ASSERT_LT(at_ms, kTestUntilMs);
    const std::int64_t ist_ms = at_ms + 19'800'000;
    ++hours.at(static_cast<std::size_t>(ist_ms % kDayMs / kHourMs));
    ++weekdays.at(static_cast<std::size_t>(ist_ms / kDayMs % 7));  // 0: Thursday.
  }
  EXPECT_GT(hours[21], 8 * hours[4]);
  EXPECT_GT(hours[21], hours[15]);
  EXPECT_GT(weekdays[3], 1.15 * weekdays[0]);
}

TEST(DayRhythm, StaysInsideAShortWindow) {
  const DayRhythm night(kTestUntilMs + 3 * kHourMs, kTestUntilMs + 3 * kHourMs + 1'000);
  base::Rng rng(1);
  for (int i = 0; i < 50; ++i) {
    const std::int64_t at_ms = night.draw(rng, 2);
    EXPECT_GE(at_ms, kTestUntilMs + 3 * kHourMs);
    EXPECT_LT(at_ms, kTestUntilMs + 3 * kHourMs + 1'000);
  }
}

TEST(DayRhythm, PutsNothingOffToTheNight) {
  base::Rng rng(2);
  for (std::int64_t minute = 0; minute < 24 * 60; minute += 7) {
    const std::int64_t wanted = kTestUntilMs + minute * 60'000;
    const std::int64_t at_ms = DayRhythm::when_awake(rng, wanted);
    const std::int64_t hour = (at_ms + 19'800'000) % kDayMs / kHourMs;
    EXPECT_GE(at_ms, wanted);
    EXPECT_LT(at_ms - wanted, kDayMs);
    EXPECT_TRUE(hour >= 7 && hour < 23) << hour;
  }
}

}  // namespace
}  // namespace khoj::simulate
