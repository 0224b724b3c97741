#include "signals/engagement_weights.hpp"

#include <gtest/gtest.h>

namespace khoj::signals {
namespace {

using domain::EventKind;
using domain::ItemId;

constexpr std::int64_t kNow = 1'790'000'000'000;
constexpr std::int64_t kMinute = 60'000;

LoggedEvent event_of(std::uint64_t user, EventKind kind, std::uint32_t item, std::int64_t at_ms) {
  return {domain::EventSeq(1), kind, at_ms, ItemId(item), domain::UserKey{user, user}, {}};
}

/// Everybody puts 0 into the cart and then wants 1; who only looks at 2 goes on to anything.
EngagementCounts watch(std::uint64_t users) {
  LiveSignals signals({});
  signals.profiles.set_whole();
  EngagementCounts counts;
  const auto tell = [&](const LoggedEvent& event) {
    counts.observe(signals, event);
    signals.apply(event, event.at_ms);
  };
  for (std::uint64_t user = 1; user <= users; ++user) {
    const auto at_ms = kNow + static_cast<std::int64_t>(user) * kMinute;
    tell(event_of(2 * user, EventKind::cart, 0, at_ms));
    tell(event_of(2 * user, EventKind::click, 1, at_ms + 1'000));
    tell(event_of(2 * user + 1, EventKind::view, 2, at_ms));
    tell(event_of(2 * user + 1, EventKind::click, 10 + static_cast<std::uint32_t>(user), at_ms + 1'000));
  }
  return counts;
}

TEST(EngagementWeights, T2_23_AKindWeighsByWhatFollowsIt) {
  const auto counts = watch(1'000);
  EXPECT_EQ(counts.observed(), 2'000U);
  const auto weights = counts.weights();
  EXPECT_EQ(weights.of(EventKind::cart), 10.0);
  EXPECT_LT(weights.of(EventKind::view), 1.0) << "assumed was 1, of at most 10";
  EXPECT_GT(weights.of(EventKind::purchase), 1.0) << "never seen: as all of them";
  EXPECT_EQ(weights.of(EventKind::dislike), 0.0);
}

TEST(EngagementWeights, OfFewEventsNothingIsLearnt) {
  EXPECT_EQ(watch(100).weights(), assumed_engagement());
  EXPECT_EQ(EngagementCounts().weights(), assumed_engagement());
}

TEST(EngagementWeights, WhateverWasCountedCanBeReadBack) {
  for (std::uint64_t users = 500; users < 700; ++users) {
    const auto weights = watch(users).weights();
    EXPECT_EQ(engagement_from_text(to_text(weights)).value_or(EngagementWeights{}), weights) << users;
  }
}

TEST(EngagementWeights, ComeBackFromTextAndRefuseDamage) {
  const auto weights = watch(1'000).weights();
  EXPECT_EQ(engagement_from_text(to_text(weights)).value(), weights);
  for (const char* damaged : {"click", "click 2", "click two\n", "click 0\n", "click 11\n", "click nan\n",
                              "magic 2\n", "click 2\nclick 2\n", "\n", "click\n", "erasure 2\n"})
    EXPECT_FALSE(engagement_from_text(damaged).has_value()) << damaged;
}

}  // namespace
}  // namespace khoj::signals
