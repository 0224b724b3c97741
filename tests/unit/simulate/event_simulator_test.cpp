// What docs/simulation.md promises of simulated shoppers, checked on 2,000 of them in a shop of 5,000 products.
#include "simulate/event_simulator.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_set>

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "simulate/event_log.hpp"
#include "support/simulated_items.hpp"

namespace khoj::simulate {
namespace {

constexpr EventSimulatorOptions kOptions{
    .users = 2'000, .events = 60'000, .days = 45, .until_ms = kTestUntilMs, .seed = 5};

class Shoppers : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    simulator_ = std::make_unique<EventSimulator>(simulated_items(5'000, 5), kOptions);
    for (std::uint64_t user = 0; user < kOptions.users; ++user) {
      users_.push_back(simulator_->events_of(user));
      events_.insert(events_.end(), users_.back().begin(), users_.back().end());
    }
  }
  static void TearDownTestSuite() {
    simulator_.reset();
    events_.clear();
    users_.clear();
  }

  static const ShelfProduct& product(const ShopperEvent& event) {
    return simulator_->storefront().products()[event.product];
  }
  static const Leaf& leaf(const ShopperEvent& event) {
    return simulator_->storefront().leaves()[product(event).leaf];
  }
  template <typename Predicate>
  static double count(Predicate predicate) {
    return static_cast<double>(std::count_if(events_.begin(), events_.end(), predicate));
  }
  static double count(ShopperAct act) {
    return count([&](const ShopperEvent& event) { return event.act == act; });
  }

  static std::unique_ptr<EventSimulator> simulator_;
  static std::vector<std::vector<ShopperEvent>> users_;
  static std::vector<ShopperEvent> events_;
};
std::unique_ptr<EventSimulator> Shoppers::simulator_;
std::vector<std::vector<ShopperEvent>> Shoppers::users_;
std::vector<ShopperEvent> Shoppers::events_;

TEST_F(Shoppers, AreTheSameOnEveryMachine) {
  std::string lines;
  for (const auto& event : users_[7]) simulator_->append_event_json(lines, event);
  for (std::uint64_t user = 0; user < 200; ++user) {
    for (const auto& event : users_[user]) simulator_->append_event_json(lines, event);
    simulator_->append_truth_json(lines, user);
  }
  // A change of this number means that all simulated shoppers have changed: measurements do not compare across it.
  EXPECT_EQ(base::hash64(lines), 9771251477845807449ULL);
}

TEST_F(Shoppers, MakeAboutAsManyEventsAsAskedFor) {
  EXPECT_NEAR(static_cast<double>(events_.size()), 60'000, 6'000);
}

TEST_F(Shoppers, ActInTheOrderOfTimeWithinTheSpan) {
  const auto& span = simulator_->storefront().span();
  EXPECT_EQ(span.until_ms - span.begin_ms, 45 * kDayMs);
  for (const auto& events : users_) {
    for (std::size_t i = 0; i < events.size(); ++i) {
      EXPECT_GE(events[i].at_ms, span.begin_ms);
      EXPECT_LT(events[i].at_ms, span.until_ms);
      if (i == 0) continue;
      EXPECT_LT(events[i - 1].at_ms, events[i].at_ms);
      EXPECT_LT(events[i - 1].number, events[i].number);
    }
  }
}

TEST_F(Shoppers, DependOnNothingButTheirNumber) {
  auto more = kOptions;
  more.users *= 2;
  more.events *= 2;
  const EventSimulator larger(simulated_items(5'000, 5), more);
  auto other = kOptions;
  other.seed = 6;
  const EventSimulator reseeded(simulated_items(5'000, 5), other);
  for (const std::uint64_t user : {1'999U, 3U, 42U}) {
    EXPECT_EQ(larger.events_of(user), users_[user]);
    EXPECT_NE(reseeded.shopper(user).activity, larger.shopper(user).activity);
  }
}

TEST_F(Shoppers, BuyFarLessThanTheyLookAt) {
  const double opened = count(ShopperAct::click) + count(ShopperAct::view);
  EXPECT_GT(count(ShopperAct::search), 0.1 * static_cast<double>(events_.size()));
  EXPECT_GT(opened, 0.5 * static_cast<double>(events_.size()));
  EXPECT_LT(count(ShopperAct::cart), 0.2 * opened);
  EXPECT_LT(count(ShopperAct::purchase), 0.8 * count(ShopperAct::cart));
  EXPECT_GT(count(ShopperAct::purchase), 0.02 * opened);
  EXPECT_GT(count(ShopperAct::wishlist), 0.01 * opened);
}

TEST_F(Shoppers, ClickLessTheLowerAProductStands) {
  std::array<double, 36> clicks{};
  for (const auto& event : events_) {
    if (event.act == ShopperAct::click) clicks.at(event.place) += 1;
  }
  const auto sum = [&](std::size_t first, std::size_t last) {
    double total = 0;
    for (std::size_t place = first; place < last; ++place) total += clicks[place];
    return total / static_cast<double>(last - first);
  };
  EXPECT_GT(clicks[0], 1.5 * clicks[1]);
  EXPECT_GT(clicks[1], clicks[3]);
  EXPECT_GT(sum(2, 5), 1.5 * sum(5, 12));
  EXPECT_GT(sum(5, 12), 1.5 * sum(20, 36));
  EXPECT_GT(sum(20, 36), 0);
}

TEST_F(Shoppers, KeepToTheirTastes) {
  double favourite = 0;
  double by_chance = 0;
  double all = 0;
  double liked = 0;
  std::array<double, 2> places{};  // Of what thrifty shoppers buy, and of what others do.
  std::array<double, 2> priced{};
  for (std::uint64_t user = 0; user < kOptions.users; ++user) {
    const Shopper who = simulator_->shopper(user);
    std::set<std::uint32_t> top;
    double demand = 0;
    for (std::size_t i = 0; i < 3 && i < who.interests.size(); ++i) {
      top.insert(who.interests[i].leaf);
      demand += simulator_->storefront().leaves()[who.interests[i].leaf].demand;
    }
    for (const auto& event : users_[user]) {
      if (event.act != ShopperAct::purchase) continue;
      all += 1;
      favourite += top.contains(product(event).leaf) ? 1 : 0;
      by_chance += demand;
      liked += liking(simulator_->storefront(), who, event.product);
      if (product(event).price_place < 0) continue;
      if (who.price_band > 0.4 && who.price_band < 0.6) continue;
      const std::size_t side = who.price_band < 0.5 ? 0 : 1;
      priced.at(side) += 1;
      places.at(side) += static_cast<double>(product(event).price_place);
    }
  }
  EXPECT_GT(favourite, 0.4 * all);
  EXPECT_GT(favourite, 5 * by_chance);
  EXPECT_GT(places[1] / priced[1], places[0] / priced[0] + 0.15);
  EXPECT_GT(liked / all, 0.3) << "most products are liked less than 0";
}

TEST_F(Shoppers, BuyAgainWhatIsUsedUp) {
  double again = 0;
  double again_lasting = 0;
  double purchases = 0;
  double lasting = 0;
  for (const auto& events : users_) {
    std::unordered_set<std::uint32_t> bought;
    for (const auto& event : events) {
      if (event.act != ShopperAct::purchase) continue;
      const bool lasts = leaf(event).replenish_days == 0;
      const bool known = !bought.insert(event.product).second;
      (lasts ? lasting : purchases) += 1;
      (lasts ? again_lasting : again) += known ? 1 : 0;
    }
  }
  EXPECT_GT(again / purchases, 0.08);
  EXPECT_LT(again_lasting / lasting, 0.05);
}

TEST_F(Shoppers, BuyTogetherWhatGoesTogether) {
  std::map<std::uint32_t, double> baskets_with;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> together;
  double baskets = 0;
  for (const auto& events : users_) {
    std::set<std::uint32_t> basket;
    std::int64_t last_ms = 0;
    const auto close = [&] {
      if (basket.empty()) return;
      ++baskets;
      for (const auto a : basket) {
        baskets_with[a] += 1;
        for (const auto b : basket) together[{a, b}] += a != b ? 1 : 0;
      }
      basket.clear();
    };
    for (const auto& event : events) {
      if (event.act != ShopperAct::purchase) continue;
      if (event.at_ms - last_ms > 60'000) close();
      basket.insert(product(event).leaf);
      last_ms = event.at_ms;
    }
    close();
  }
  double found = 0;
  double expected = 0;
  const auto leaves = simulator_->storefront().leaves();
  for (std::uint32_t a = 0; a < leaves.size(); ++a) {
    for (const auto b : leaves[a].complements) {
      found += together[{a, b}];
      expected += baskets_with[a] * baskets_with[b] / baskets;
    }
  }
  EXPECT_GT(found, 50);
  EXPECT_GT(found, 3 * expected);
}

TEST_F(Shoppers, FollowTrendsAndMeetNoProductBeforeItsLaunch) {
  double early = 0;
  double late = 0;
  const auto& span = simulator_->storefront().span();
  for (const auto& event : events_) {
    if (event.act == ShopperAct::search) continue;
    const auto& life = product(event).life;
    EXPECT_GE(event.at_ms, life.launch_ms);
    if (life.trend_peak <= 1) continue;
    if (event.at_ms < span.until_ms - 12 * kDayMs) early += 1.0 / 33;
    if (event.at_ms >= span.until_ms - 4 * kDayMs) late += 1.0 / 4;
  }
  EXPECT_GT(late, 4 * early);
}

TEST_F(Shoppers, AreOfVeryDifferentActivity) {
  std::vector<double> counts;
  for (const auto& events : users_) counts.push_back(static_cast<double>(events.size()));
  std::sort(counts.rbegin(), counts.rend());
  double top = 0;
  for (std::size_t i = 0; i < counts.size() / 10; ++i) top += counts[i];
  EXPECT_GT(top, 0.25 * static_cast<double>(events_.size()));
  EXPECT_LT(top, 0.6 * static_cast<double>(events_.size()));
}

TEST_F(Shoppers, TypeOneToThreeWordsTheSameOnesAgainAndAgain) {
  std::map<std::string, int> queries;
  int searches = 0;
  for (const auto& event : events_) {
    if (event.act != ShopperAct::search) continue;
    const auto query = simulator_->query(event);
    ++searches;
    ++queries[query];
    ASSERT_FALSE(query.empty());
    EXPECT_LE(std::count(query.begin(), query.end(), ' '), 2) << query;
  }
  EXPECT_LT(queries.size(), static_cast<std::size_t>(searches) * 2 / 3);
  EXPECT_GT(queries["kurta"], 5);
}

TEST(EventSimulator, ServesAShopOfOneProduct) {
  const EventSimulator simulator(
      {{.id = "only", .title = "Steel bottle"}},
      {.users = 20, .events = 400, .days = 7, .until_ms = kTestUntilMs, .seed = 1});
  std::size_t events = 0;
  for (std::uint64_t user = 0; user < 20; ++user) {
    for (const auto& event : simulator.events_of(user)) {
      EXPECT_EQ(event.product, 0U);
      ++events;
    }
  }
  EXPECT_GT(events, 100U);
}

TEST(EventSimulator, TakesProductsOfWhichLittleIsKnown) {
  auto items = simulated_items(300, 2);
  for (auto& item : items) {
    item.price_paise.reset();
    item.rating.reset();
    item.rating_count = 0;
    item.brand.clear();
  }
  items[0].category.clear();
  items[1].title = "!";
  items[1].category = "???";
  const EventSimulator simulator(
      std::move(items), {.users = 200, .events = 5'000, .days = 20, .until_ms = kTestUntilMs, .seed = 2});
  std::string lines;
  std::size_t purchases = 0;
  for (std::uint64_t user = 0; user < 200; ++user) {
    for (const auto& event : simulator.events_of(user)) {
      simulator.append_event_json(lines, event);
      purchases += event.act == ShopperAct::purchase ? 1 : 0;
    }
  }
  EXPECT_GT(purchases, 20U);
  EXPECT_EQ(lines.find("\"value\""), std::string::npos);
}

}  // namespace
}  // namespace khoj::simulate
