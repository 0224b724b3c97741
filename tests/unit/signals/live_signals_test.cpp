// What one event changes: trending, co-visits, what follows a search, profiles.
#include "signals/live_signals.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace khoj::signals {
namespace {

using domain::EventKind;
using domain::ItemId;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kNow = 20'000 * kDay;

class LiveSignalsTest : public ::testing::Test {
 protected:
  void tell(const char* user, std::uint32_t item, std::int64_t at_ms, EventKind kind = EventKind::click) {
    signals_.apply({domain::EventSeq(++seq_), kind, at_ms, ItemId(item), domain::user_key(user), {}}, kNow);
  }
  void search(const char* user, const char* query, std::int64_t at_ms) {
    signals_.apply(
        {domain::EventSeq(++seq_), EventKind::search, at_ms, std::nullopt, domain::user_key(user), query},
        kNow);
  }
  std::vector<std::uint32_t> near(std::uint32_t item) {
    std::vector<std::uint32_t> items;
    for (const auto& one : signals_.co_visits.of(ItemId(item))) items.push_back(one.item.value);
    return items;
  }
  LiveSignals signals_{{}};
  std::uint64_t seq_ = 0;
};

TEST_F(LiveSignalsTest, T2_02_WhatOneUserWantedTogetherIsNear) {
  tell("a", 1, kNow - 50 * kMinute);
  tell("a", 2, kNow - 49 * kMinute);
  tell("b", 1, kNow - 20 * kMinute);
  tell("b", 2, kNow - 19 * kMinute);
  tell("b", 3, kNow - 18 * kMinute);
  EXPECT_EQ(near(1), (std::vector<std::uint32_t>{2, 3}));
  EXPECT_EQ(near(2).front(), 1U) << "both ways";
  EXPECT_TRUE(near(4).empty());
  const auto of_one = signals_.co_visits.of(ItemId(1));
  EXPECT_LE(of_one.front().score, 1.01);
}

TEST_F(LiveSignalsTest, T2_02_ASessionJoinsMoreThanAMonth) {
  tell("a", 1, kNow - 20 * kDay);
  tell("a", 2, kNow - kMinute);
  tell("b", 1, kNow - 2 * kMinute);
  tell("b", 3, kNow - kMinute);
  EXPECT_EQ(near(1), (std::vector<std::uint32_t>{3, 2}));
}

TEST_F(LiveSignalsTest, T2_02_CartsAndPurchasesSayMoreThanClicks) {
  for (const char* user : {"a", "b"}) {
    tell(user, 1, kNow - 50 * kMinute);
    tell(user, 2, kNow - 49 * kMinute);
    tell(user, 3, kNow - 49 * kMinute, EventKind::cart);
    tell(user, 4, kNow - 49 * kMinute, EventKind::purchase);
  }
  // What weighs is not how often the other one was wanted, which is divided by: 2, 3 and 4 were wanted as often.
  const auto near_one = near(1);
  ASSERT_EQ(near_one.size(), 3U);
  EXPECT_LT(std::find(near_one.begin(), near_one.end(), 4U), std::find(near_one.begin(), near_one.end(), 2U));
}

TEST_F(LiveSignalsTest, T2_02_WhatIsLongAgoSaysLess) {
  tell("a", 1, kNow - 25 * kDay);
  tell("a", 2, kNow - 25 * kDay + kMinute);
  tell("b", 1, kNow - kDay);
  tell("b", 3, kNow - kDay + kMinute);
  tell("c", 2, kNow - kDay);  // Both are wanted as much lately.
  tell("c", 4, kNow - kDay + kMinute);
  EXPECT_EQ(near(1), (std::vector<std::uint32_t>{3, 2}));
  const auto of_one = signals_.co_visits.of(ItemId(1));
  EXPECT_GT(of_one[0].score, 2.0 * of_one[1].score);
}

TEST_F(LiveSignalsTest, T2_02_WhatEverybodyWantsIsNearNobody) {
  for (int user = 0; user < 50; ++user) {
    const auto name = "u" + std::to_string(user);
    tell(name.c_str(), 100, kNow - 10 * kMinute);  // Popular with all.
    if (user < 5) {
      tell(name.c_str(), 1, kNow - 9 * kMinute);
      tell(name.c_str(), 2, kNow - 8 * kMinute);
    }
  }
  EXPECT_EQ(near(1).front(), 2U);
}

TEST_F(LiveSignalsTest, WhatFollowsASearch) {
  search("a", " Red  SHOES", kNow - 9 * kMinute);
  tell("a", 1, kNow - 8 * kMinute);
  tell("a", 2, kNow - 7 * kMinute, EventKind::purchase);
  search("b", "red shoes", kNow - 100 * kMinute);
  tell("b", 3, kNow - 10 * kMinute);  // Long after.
  const auto clicked = signals_.query_clicks.of(query_key("red shoes"));
  ASSERT_EQ(clicked.size(), 2U);
  EXPECT_EQ(clicked[0].item, ItemId(2)) << "bought says more than clicked";
  EXPECT_NEAR(clicked[0].share + clicked[1].share, 1.0, 1e-6);
  EXPECT_TRUE(signals_.query_clicks.of("blue shoes").empty());
}

TEST_F(LiveSignalsTest, WhatSaysNothingIsPassedOver) {
  tell("a", 1, kNow - kMinute, EventKind::impression);
  tell("a", 2, kNow - kMinute, EventKind::dislike);
  tell("a", 3, kNow - 31 * kDay);  // Too old.
  signals_.apply({domain::EventSeq(9), EventKind::click, kNow, std::nullopt, domain::user_key("a"), {}},
                 kNow);
  EXPECT_EQ(signals_.trending.size(), 0U);
  EXPECT_EQ(signals_.co_visits.pairs(), 0U);
}

TEST_F(LiveSignalsTest, AnonymousEventsAreTrendingAndNothingElse) {
  signals_.apply({domain::EventSeq(1), EventKind::click, kNow, ItemId(1), std::nullopt, {}}, kNow);
  signals_.apply({domain::EventSeq(2), EventKind::click, kNow, ItemId(2), std::nullopt, {}}, kNow);
  EXPECT_EQ(signals_.trending.size(), 2U);
  EXPECT_EQ(signals_.co_visits.pairs(), 0U);
  EXPECT_EQ(signals_.profiles.size(), 0U);
}

TEST_F(LiveSignalsTest, WhatASearchShowedCountsForItWhoeverClicks) {
  signals_.apply({domain::EventSeq(1), EventKind::click, kNow, ItemId(7), {}, "red shoes"}, kNow);
  const auto clicked = signals_.query_clicks.of(query_key("Red  shoes"));
  ASSERT_EQ(clicked.size(), 1U);
  EXPECT_EQ(clicked[0].item, ItemId(7));
}

TEST_F(LiveSignalsTest, AClockThatIsAheadCountsAsNow) {
  tell("a", 1, kNow + kDay);
  EXPECT_NEAR(signals_.trending.score(ItemId(1), kNow), 1.0, 1e-9);
}

TEST_F(LiveSignalsTest, CoVisitsStayBounded) {
  LiveSignals small({.co_visits = {.neighbours = 4}});
  for (std::uint32_t other = 1; other <= 200; ++other) {
    for (std::uint32_t times = 0; times < (other <= 3 ? 5U : 1U); ++times) {
      small.co_visits.note(ItemId(0), 1.0, kNow);
      small.co_visits.note(ItemId(other), 1.0, kNow);
      small.co_visits.join(ItemId(0), ItemId(other), 1.0, kNow);
    }
  }
  const auto near_zero = small.co_visits.of(ItemId(0));
  EXPECT_LE(near_zero.size(), 8U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_LE(near_zero[i].item.value, 3U) << "the heaviest stay";
}

TEST(UserProfiles, KnowsWhatItDoesNotKnow) {
  UserProfiles profiles(2);
  const auto key = [](const char* name) { return domain::user_key(name); };
  EXPECT_FALSE(profiles.find(key("a")).has_value()) << "the log has not been read yet";
  profiles.set_whole();
  EXPECT_EQ(profiles.find(key("a")).value().items.size(), 0U);
  for (const char* user : {"a", "b", "c"})
    profiles.apply(key(user), {domain::EventSeq(5), EventKind::click, kNow, ItemId(1), {}},
                   [](const auto&) {});
  EXPECT_FALSE(profiles.find(key("a")).has_value()) << "forgotten for others";
  profiles.apply(key("a"), {domain::EventSeq(9), EventKind::click, kNow, ItemId(2), {}},
                 [](const Profile& before) { EXPECT_TRUE(before.items.empty()); });
  EXPECT_FALSE(profiles.find(key("a")).has_value()) << "what came before is missing";
  Profile from_log;
  add_event(from_log, {domain::EventSeq(5), EventKind::click, kNow - kMinute, ItemId(1), {}});
  EXPECT_EQ(profiles.put(key("a"), from_log).items.size(), 2U) << "with what came meanwhile";
  EXPECT_EQ(profiles.find(key("a")).value().items.back().item, ItemId(2));
  profiles.forget(key("a"));
  EXPECT_FALSE(profiles.find(key("a")).has_value());
}

TEST(UserProfiles, KeepsTheLatestInTheirOrder) {
  Profile profile;
  for (std::uint32_t i = 0; i < 80; ++i)
    add_event(profile, {domain::EventSeq(i), EventKind::click, kNow + (i ^ 1U) * kMinute, ItemId(i), {}});
  ASSERT_EQ(profile.items.size(), kMaxProfileItems);
  for (std::size_t i = 1; i < profile.items.size(); ++i)
    EXPECT_LT(profile.items[i - 1].at_ms, profile.items[i].at_ms);
}

TEST(LiveSignals, IsReadWhileItIsWritten) {
  LiveSignals live({});
  std::jthread writer([&live] {
    for (std::uint32_t i = 1; i < 5'000; ++i) {
      live.apply({domain::EventSeq(i), i % 5 == 0 ? EventKind::search : EventKind::click, kNow,
                  i % 5 == 0 ? std::nullopt : std::optional(ItemId(i % 50)),
                  domain::user_key(std::to_string(i % 7)), i % 5 == 0 ? "q" : ""},
                 kNow);
    }
  });
  std::size_t seen = 0;
  for (int i = 0; i < 500; ++i) {
    seen += live.co_visits.of(ItemId(1)).size() + live.query_clicks.of("q").size();
    live.trending.visit([&](const TrendingItem&) { return ++seen % 10 != 0; });
    if (const auto profile = live.profiles.find(domain::user_key("1"))) seen += profile->items.size();
  }
  writer.join();
  EXPECT_GT(live.co_visits.pairs(), 0U);
}

}  // namespace
}  // namespace khoj::signals
