// What the log says about searches that an engine has answered.
#include <gtest/gtest.h>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_settings_store.hpp"
#include "base/log.hpp"
#include "engine/engine.hpp"
#include "engine/logged_queries.hpp"
#include "support/memory_event_store.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait.hpp"

namespace khoj::engine {
namespace {

using khoj::testing::MemoryEventStore;
using khoj::testing::value_of;
using khoj::testing::wait;

class RecordedSearchesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base::log::set_level(base::log::Level::off);
    auto database = value_of(adapters::sqlite::Database::open((folder_.path() / "khoj.db").string()));
    auto catalog = std::make_shared<adapters::sqlite::SqliteCatalogStore>(database);
    std::vector<domain::Product> products(30);
    for (std::size_t i = 0; i < products.size(); ++i) {
      products[i].id = "p" + std::to_string(i);
      products[i].title = "Cotton saree";
      products[i].price_paise = 10'000;
    }
    wait(catalog->upsert({}, products));
    EngineOptions options;
    options.data_dir = folder_.path();
    engine_ = value_of(Engine::start(
        options, catalog, std::make_shared<adapters::sqlite::SqliteSettingsStore>(database), events_));
    ASSERT_TRUE(engine_->wait_until_searchable(10'000).has_value());
  }
  void TearDown() override { base::log::set_level(base::log::Level::info); }

  static SearchRequest request(const std::string& query, const std::string& id) {
    SearchRequest made;
    made.query = query;
    made.request_id = id;
    made.limit = 10;
    return made;
  }
  SearchResponse search(SearchRequest request) { return wait(engine_->search(std::move(request))); }

  /// Ends the engine, which writes what waits.
  std::vector<domain::Impression> log() {
    engine_.reset();
    std::vector<domain::Impression> impressions;
    for (auto& row : wait(events_->impressions_after({}, {}, 100)).rows)
      impressions.push_back(std::move(row.impression));
    return impressions;
  }

  khoj::testing::TemporaryFolder folder_;
  std::shared_ptr<MemoryEventStore> events_ = std::make_shared<MemoryEventStore>();
  std::unique_ptr<Engine> engine_;
};

TEST_F(RecordedSearchesTest, X_11_EveryPageIsOneImpression) {
  const auto first = search(request("  Cotton SAREE under 500", "request-0001"));
  ASSERT_EQ(first.items.size(), 10U);
  auto second = request("  Cotton SAREE under 500", "request-0002");
  second.cursor = first.next_cursor.value();
  search(second);
  auto third = request("cotton saree", "request-0003");
  third.offset = 20;
  search(third);
  auto browsed = request("", "request-0004");
  browsed.browse = true;
  browsed.policy = "browse";
  search(browsed);
  search(request("cotton saree", ""));
  EXPECT_EQ(engine_->status().impressions.responses, 5U);

  const auto rows = log();
  ASSERT_EQ(rows.size(), 4U) << "without a request id nothing is logged";
  EXPECT_EQ(rows[0].request_id, "request-0001");
  EXPECT_EQ(rows[0].query, "cotton saree") << "without the price that was read";
  EXPECT_EQ(rows[0].surface, "search");
  EXPECT_EQ(rows[0].policy, "search");
  EXPECT_EQ(rows[0].total, 30U);
  EXPECT_EQ(rows[0].items.size(), 10U);
  EXPECT_TRUE(rows[0].propensities.empty());
  EXPECT_EQ(rows[1].offset, 10U) << "behind a cursor";
  EXPECT_EQ(rows[2].offset, 20U);
  EXPECT_EQ(rows[3].surface, "browse");
  EXPECT_EQ(rows[3].query, "");
  const auto counts = wait(events_->query_counts({}, {}));
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts[0].searches, 1) << "further pages are no searches";
}

TEST_F(RecordedSearchesTest, X_10_WhatIsSearchedIsSuggestedFrom) {
  search(request("saree", "request-0001"));
  engine_.reset();
  ImpressionRecorder recorder({}, {}, nullptr);
  LoggedQueries queries(events_, recorder);
  const auto counts = value_of(queries.query_counts({}, 0, 10));
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts[0].query, "saree");
  EXPECT_EQ(counts[0].count, 1U);
  EXPECT_EQ(counts[0].results, 30U);
}

}  // namespace
}  // namespace khoj::engine
