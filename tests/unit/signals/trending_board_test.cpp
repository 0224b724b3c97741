// What is wanted right now, against the sum as it is written down.
#include "signals/trending_board.hpp"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::signals {
namespace {

using domain::ItemId;

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kNow = 500'000 * kHour + 1'234'567;

std::vector<std::uint32_t> order_of(const TrendingBoard& board) {
  std::vector<std::uint32_t> items;
  board.visit([&](const TrendingItem& item) {
    items.push_back(item.item.value);
    return true;
  });
  return items;
}

TEST(TrendingBoard, T2_03_AnEventDecaysByTheHour) {
  TrendingBoard board({});
  board.add(ItemId(7), kNow - 24 * kHour, kNow);
  EXPECT_NEAR(board.score(ItemId(7), kNow), 0.2920, 5e-5);
  TrendingBoard week({});
  week.add(ItemId(7), kNow - 168 * kHour, kNow);
  EXPECT_NEAR(week.score(ItemId(7), kNow), 1.8e-4, 5e-6);
  EXPECT_EQ(week.score(ItemId(8), kNow), 0.0);
  EXPECT_EQ(week.score(ItemId(3), kNow), 0.0);
}

TEST(TrendingBoard, T2_03_IsTheSumAtAnyMoment) {
  base::Rng rng(1);
  TrendingBoard board({.decay_per_hour = 0.95, .window_hours = 48});
  std::vector<std::pair<std::uint32_t, std::int64_t>> events;
  std::int64_t now = kNow;
  for (int step = 0; step < 2'000; ++step) {
    now += rng.between(0, kHour / 4);
    const auto item = static_cast<std::uint32_t>(rng.below(30));
    const auto at = now - rng.between(0, 60 * kHour);  // Some come late, some too late.
    board.add(ItemId(item), at, now);
    events.emplace_back(item, at);
    if (step % 97 != 0) continue;
    board.expire(now);
    std::map<std::uint32_t, double> sums;
    for (const auto& [one, when] : events) {
      if (when / kHour > now / kHour - 48)
        sums[one] += std::pow(0.95, static_cast<double>(now - when) / static_cast<double>(kHour));
    }
    for (std::uint32_t one = 0; one < 30; ++one)
      ASSERT_NEAR(board.score(ItemId(one), now), sums.contains(one) ? sums[one] : 0.0, 1e-9);
    const auto order = order_of(board);
    ASSERT_EQ(order.size(), sums.size());
    ASSERT_EQ(board.size(), sums.size());
    for (std::size_t i = 1; i < order.size(); ++i) ASSERT_GE(sums[order[i - 1]], sums[order[i]] - 1e-12);
  }
}

TEST(TrendingBoard, GoesOnForYears) {
  TrendingBoard board({.decay_per_hour = 0.95, .window_hours = 24});
  std::int64_t now = kNow;
  for (int day = 0; day < 3 * 365; ++day) {
    now += 24 * kHour;
    board.add(ItemId(1), now, now);
    board.add(ItemId(2), now - kHour, now);
    board.expire(now);
  }
  EXPECT_NEAR(board.score(ItemId(1), now), 1.0, 1e-9);
  EXPECT_NEAR(board.score(ItemId(2), now), 0.95, 1e-9);
  EXPECT_EQ(order_of(board), (std::vector<std::uint32_t>{1, 2}));
  board.expire(now + 48 * kHour);
  EXPECT_EQ(board.size(), 0U);
}

TEST(TrendingBoard, EqualOnesGoByTheirNumber) {
  TrendingBoard board({});
  for (const std::uint32_t item : {9U, 3U, 5U}) board.add(ItemId(item), kNow, kNow);
  EXPECT_EQ(order_of(board), (std::vector<std::uint32_t>{3, 5, 9}));
}

}  // namespace
}  // namespace khoj::signals
