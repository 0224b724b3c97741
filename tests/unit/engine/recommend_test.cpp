// Recommendations over a real SQLite catalogue and event log: an event changes the next request, users are apart, and no
// list is empty while there is something to sell.
#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "adapters/sqlite/sqlite_settings_store.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "engine/engine.hpp"
#include "pipeline/context.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait.hpp"

namespace khoj::engine {
namespace {

using Ids = std::vector<std::string>;
using domain::EventKind;

constexpr std::int64_t kDayMs = 86'400'000;

class RecommendTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base::log::set_level(base::log::Level::off);
    start();
    // Twelve of each category; a9 is the best rated of its kind, b9 saves the most.
    std::vector<domain::Product> products;
    const std::pair<const char*, const char*> kinds[] = {
        {"a", "Electronics > Earphones"}, {"b", "Fashion > Sarees"}, {"c", "Home > Lamps"}};
    for (const auto& [letter, category] : kinds) {
      for (int i = 0; i < 12; ++i) {
        domain::Product made;
        made.id = std::string(letter) + std::to_string(i);
        made.title = std::string(category).substr(std::string(category).find("> ") + 2) + " model " +
                     std::to_string(i);
        made.categories = {category};
        made.price_paise = 100'000;
        made.original_price_paise = 100'000 + (*letter == 'b' ? i * 10'000 : 0);
        made.rating = 3.0 + 0.1 * i;
        made.rating_count = 100 + i;
        made.stock = 5;
        products.push_back(std::move(made));
      }
    }
    products.front().stock = 0;  // a0 cannot be sold.
    khoj::testing::wait(catalog_->upsert({}, std::move(products)));
    ASSERT_TRUE(engine_->wait_until_searchable(10'000).has_value());
  }
  void TearDown() override { base::log::set_level(base::log::Level::info); }

  void start() {
    auto database =
        khoj::testing::value_of(adapters::sqlite::Database::open((folder_.path() / "khoj.db").string()));
    catalog_ = std::make_shared<adapters::sqlite::SqliteCatalogStore>(database);
    settings_ = std::make_shared<adapters::sqlite::SqliteSettingsStore>(database);
    events_ = std::make_shared<adapters::sqlite::SqliteEventStore>(database);
    EngineOptions options;
    options.data_dir = folder_.path();
    options.poll_interval_ms = 20;
    options.personalization = personalization_;
    engine_ = khoj::testing::value_of(Engine::start(std::move(options), catalog_, settings_, events_));
    while (!engine_->status().signals.ready) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }

  void tell(const std::string& user, const std::string& product, std::int64_t ago_ms = 0,
            EventKind kind = EventKind::click) {
    domain::Event event;
    event.event_id = "e" + std::to_string(++told_);
    event.kind = kind;
    (kind == EventKind::search ? event.query : event.product_id) = product;
    if (!user.empty()) event.user_id = user;
    event.at_ms = base::now_ms() - ago_ms;
    khoj::testing::wait(engine_->feedback().record({event}));
  }

  base::Result<SearchResponse> try_recommend(const std::string& policy, std::optional<std::string> user = {},
                                             std::optional<std::string> anchor = {},
                                             std::string filter = {}) {
    RecommendRequest request;
    request.page.policy = policy;
    request.page.limit = 10;
    request.page.filter = std::move(filter);
    request.user_id = std::move(user);
    request.anchor = std::move(anchor);
    return base::sync_wait(engine_->recommend(std::move(request)));
  }
  Ids recommend(const std::string& policy, std::optional<std::string> user = {},
                std::optional<std::string> anchor = {}, std::string filter = {}) {
    const auto page =
        khoj::testing::value_of(try_recommend(policy, std::move(user), std::move(anchor), std::move(filter)));
    Ids ids;
    for (const auto& item : page.items) ids.push_back(item.product_id);
    return ids;
  }
  static std::set<char> letters(const Ids& ids) {
    std::set<char> letters;
    for (const auto& id : ids) letters.insert(id.front());
    return letters;
  }

  khoj::testing::TemporaryFolder folder_;
  std::shared_ptr<store::CatalogStore> catalog_;
  std::shared_ptr<store::SettingsStore> settings_;
  std::shared_ptr<store::EventStore> events_;
  std::unique_ptr<Engine> engine_;
  int told_ = 0;
  bool personalization_ = true;
};

TEST_F(RecommendTest, T2_03_WithoutEventsByRatingThenByRatings) {
  domain::Product better;
  better.id = "z";
  better.title = "Rated as well as a11, and by more";
  better.price_paise = 100'000;
  better.rating = 3.0 + 0.1 * 11;
  better.rating_count = 5'000;
  better.stock = 5;
  auto best = better;
  best.id = "y";
  best.rating = 4.9;
  best.rating_count = 1;
  khoj::testing::wait(catalog_->upsert({}, {better, best}));
  ASSERT_TRUE(engine_->wait_until_searchable(10'000).has_value());
  const auto trending = recommend("trending");
  EXPECT_EQ(trending[0], "y");
  EXPECT_EQ(trending[1], "z");
}

TEST_F(RecommendTest, T2_03_T2_27_AnEventIsTrendingInTheNextRequest) {
  EXPECT_EQ(recommend("trending").front(), "a11") << "without events by rating, then by ratings";
  EXPECT_EQ(recommend("trending").size(), 10U);
  tell("u1", "c3");
  EXPECT_EQ(recommend("trending").front(), "c3");
  tell("u2", "b2");
  tell("u3", "b2");
  const auto now = recommend("trending");
  EXPECT_EQ(now[0], "b2");
  EXPECT_EQ(now[1], "c3");
  EXPECT_EQ(now.size(), 10U) << "filled up";
}

TEST_F(RecommendTest, ListsForEverybodyAreApartByWhatIsAskedFor) {
  tell("u1", "c3");
  EXPECT_EQ(recommend("trending").front(), "c3");
  EXPECT_EQ(recommend("trending", {}, {}, "category = \"Fashion\"").front().front(), 'b');
  EXPECT_EQ(recommend("trending").front(), "c3");
  EXPECT_EQ(recommend("best_value").front(), "b11");
  RecommendRequest request;
  request.page.policy = "trending";
  request.page.limit = 3;
  EXPECT_EQ(khoj::testing::value_of(base::sync_wait(engine_->recommend(request))).items.size(), 3U);
  request.page.explain = true;
  const auto explained = khoj::testing::value_of(base::sync_wait(engine_->recommend(request)));
  EXPECT_TRUE(explained.items.front().explanation.has_value());
  khoj::testing::wait(catalog_->remove({}, {"c3"}));
  ASSERT_TRUE(engine_->wait_until_searchable(10'000).has_value());
  EXPECT_NE(recommend("trending").front(), "c3") << "a change of the catalogue shows at once";
}

TEST_F(RecommendTest, T2_08_T2_09_NothingPersonalForNewAndStaleUsers) {
  EXPECT_TRUE(recommend("home", "new").empty());
  tell("stale", "a3", 31 * kDayMs);
  EXPECT_TRUE(recommend("home", "stale").empty());
  tell("stale", "a3", 29 * kDayMs);
  EXPECT_FALSE(recommend("home", "stale").empty()) << "T2_27: and now they are no longer stale";
}

TEST_F(RecommendTest, T2_05_ClicksSearchesAndTheRestAreMerged) {
  for (const std::string other : {"o1", "o2", "o3"}) {
    tell(other, "a3", 5'000);
    tell(other, "a4", 4'000);
  }
  tell("me", "a3");
  auto home = recommend("home", "me");
  EXPECT_EQ(home.front(), "a4") << "wanted by those who wanted a3";
  EXPECT_EQ(std::count(home.begin(), home.end(), "a3"), 0) << "what was clicked is left out";
  tell("me", "lamps", 0, EventKind::search);
  home = recommend("home", "me");
  EXPECT_EQ(home.front(), "a4");
  EXPECT_EQ(home[1].front(), 'c') << "T2_27: what was searched comes next";
}

TEST_F(RecommendTest, T2_05_HomeIsHalfClicksTwoFifthsSearchesAndATenthTheRest) {
  const auto policies = engine_->policies();
  const auto& home = policies->at("home");
  std::map<std::string, double> parts;
  double all = 0.0;
  for (const auto& [source, limit, weight, fallback, group] : home.sources) {
    if (fallback) continue;
    parts[group.empty() ? std::to_string(parts.size()) : group] += weight;
    all += weight;
  }
  EXPECT_EQ(home.blend, pipeline::Blend::min_max);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_NEAR(parts.at("clicked") / all, 0.5, 1e-9);
  EXPECT_NEAR(parts.at("1") / all, 0.4, 1e-9);
  EXPECT_NEAR(parts.at("2") / all, 0.1, 1e-9);
}

TEST_F(RecommendTest, K0_24_WithoutPersonalizationAllAreShownTheSame) {
  tell("me", "a3");
  ASSERT_FALSE(recommend("home", "me").empty());
  engine_.reset();
  personalization_ = false;
  start();
  EXPECT_TRUE(recommend("home", "me").empty());
  EXPECT_EQ(recommend("diverse_picks", "me"), recommend("diverse_picks", "another"));
  EXPECT_EQ(recommend("trending", "me").front(), "a3") << "what is wanted is still counted";
}

TEST_F(RecommendTest, T2_05_EverySharesAddUp) {
  tell("o1", "a3", 5'000);
  tell("o1", "a4", 4'000);
  tell("me", "a3");
  RecommendRequest request;
  request.page.policy = "home";
  request.page.explain = true;
  request.user_id = "me";
  const auto page = khoj::testing::value_of(base::sync_wait(engine_->recommend(std::move(request))));
  ASSERT_FALSE(page.items.empty());
  for (const auto& item : page.items) {
    ASSERT_TRUE(item.explanation.has_value());
    EXPECT_NEAR(item.explanation->total(), item.ranking_score, 1e-6) << item.product_id;
  }
  EXPECT_EQ(page.items.front().explanation->shares.front().step, "source.covisit");
}

TEST_F(RecommendTest, T2_06_DiversePicksAreFromWhereTheUserHasNotLookedAndStableForADay) {
  for (int i = 1; i < 9; ++i) tell("me", "a" + std::to_string(i));
  const auto picks = recommend("diverse_picks", "me");
  ASSERT_EQ(picks.size(), 10U);
  EXPECT_FALSE(letters(picks).contains('a')) << "their share of these is above the catalogue's";
  EXPECT_EQ(recommend("diverse_picks", "me"), picks);
  EXPECT_NE(recommend("diverse_picks", "another"), picks);

  const auto on_day = [&](std::uint64_t day_seed) {
    auto shopper = std::make_shared<pipeline::Shopper>();
    shopper->day_seed = day_seed;
    SearchRequest request;
    request.browse = request.recommend = true;
    request.policy = "diverse_picks";
    request.limit = 10;
    request.shopper = std::move(shopper);
    Ids ids;
    for (const auto& item : khoj::testing::value_of(base::sync_wait(engine_->search(request))).items)
      ids.push_back(item.product_id);
    return ids;
  };
  EXPECT_EQ(on_day(1), on_day(1));
  EXPECT_NE(on_day(1), on_day(2)) << "the next day";
}

TEST_F(RecommendTest, T2_07_ValueAndCategories) {
  EXPECT_EQ(recommend("best_value").front(), "b11");
  RecommendRequest request;
  request.page.policy = "top_rated";
  request.page.limit = 3;
  const auto picks = khoj::testing::value_of(base::sync_wait(engine_->top_categories(2, std::move(request))));
  ASSERT_EQ(picks.size(), 2U);
  for (const auto& [category, items] : picks) {
    ASSERT_EQ(items.size(), 3U) << category;
    for (const auto& item : items) EXPECT_TRUE(item.category.starts_with(category)) << item.category;
    EXPECT_GE(items[0].rating, items[1].rating);
  }
}

TEST_F(RecommendTest, T2_10_T2_12_SimilarWithoutItselfAndUnknownIsNotFound) {
  tell("o1", "a3", 5'000);
  tell("o1", "a4", 4'000);
  const auto similar = recommend("similar", {}, "a3");
  EXPECT_EQ(similar.front(), "a4");
  EXPECT_EQ(std::count(similar.begin(), similar.end(), "a3"), 0);
  EXPECT_GT(similar.size(), 5U);
  EXPECT_EQ(try_recommend("similar", {}, "nothing").error().code, base::ErrorCode::not_found);
  khoj::testing::wait(catalog_->remove({}, {"a3"}));
  ASSERT_TRUE(engine_->wait_until_searchable(10'000).has_value());
  EXPECT_EQ(try_recommend("similar", {}, "a3").error().code, base::ErrorCode::not_found);
}

TEST_F(RecommendTest, FiltersHoldForEverySource) {
  tell("me", "a3");
  tell("me", "lamps", 0, EventKind::search);
  for (const std::string policy : {"home", "trending", "best_value", "top_rated", "diverse_picks"}) {
    const auto ids = recommend(policy, "me", {}, "category = lamps AND rating >= 3.5");
    EXPECT_FALSE(ids.empty()) << policy;
    for (const auto& id : ids) {
      EXPECT_EQ(id.front(), 'c') << policy;
      EXPECT_GE(std::stoi(id.substr(1)), 5) << policy;
    }
  }
}

TEST_F(RecommendTest, NothingIsRecommendedThatCannotBeSold) {
  for (const std::string user : {"u1", "u2", "u3"}) {
    tell(user, "a0");
    tell(user, "a1");
  }
  EXPECT_EQ(recommend("trending").front(), "a1");
  for (const std::string policy : {"home", "trending", "top_rated", "diverse_picks"}) {
    const auto ids = recommend(policy, "u9");
    EXPECT_EQ(std::count(ids.begin(), ids.end(), "a0"), 0) << policy;
  }
}

TEST_F(RecommendTest, PagesGoOn) {
  RecommendRequest request;
  request.page.policy = "trending";
  request.page.limit = 10;
  std::set<std::string> seen;
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = khoj::testing::value_of(base::sync_wait(engine_->recommend(request)));
    for (const auto& item : page.items) EXPECT_TRUE(seen.insert(item.product_id).second) << item.product_id;
    if (!page.next_cursor) break;
    request.page.cursor = *page.next_cursor;
  }
  EXPECT_EQ(seen.size(), 35U) << "everything but the one out of stock";
}

TEST_F(RecommendTest, T2_20_WhoIsErasedIsForgotten) {
  tell("me", "a3");
  tell("me", "lamps", 0, EventKind::search);
  ASSERT_FALSE(recommend("home", "me").empty());
  EXPECT_EQ(khoj::testing::wait(engine_->feedback().erase_user("me")), 2U);
  EXPECT_TRUE(recommend("home", "me").empty());
  EXPECT_TRUE(recommend("home", "Me").empty()) << "another user";
}

TEST_F(RecommendTest, SignalsAreRebuiltFromTheLog) {
  tell("o1", "a3", 5'000);
  tell("o1", "a4", 4'000);
  tell("me", "a3");
  const auto before = recommend("home", "me");
  engine_.reset();
  start();
  ASSERT_TRUE(engine_->wait_until_searchable(10'000).has_value());
  EXPECT_EQ(recommend("home", "me"), before);
  EXPECT_EQ(engine_->status().signals.events, 3U);
}

TEST_F(RecommendTest, EventsOfOtherProcessesAreFollowed) {
  auto database =
      khoj::testing::value_of(adapters::sqlite::Database::open((folder_.path() / "khoj.db").string()));
  adapters::sqlite::SqliteEventStore other(database);
  domain::Event event;
  event.event_id = "from elsewhere";
  event.kind = EventKind::purchase;
  event.product_id = "c7";
  event.at_ms = base::now_ms();
  khoj::testing::wait(other.append_events({}, {event}));
  for (int i = 0; i < 200 && recommend("trending").front() != "c7"; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(recommend("trending").front(), "c7");
}

}  // namespace
}  // namespace khoj::engine
