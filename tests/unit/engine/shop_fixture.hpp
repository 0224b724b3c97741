// An engine over a SQLite catalogue in a temporary folder, for tests that ask it for pages.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_settings_store.hpp"
#include "base/log.hpp"
#include "engine/engine.hpp"
#include "support/temporary_folder.hpp"

namespace khoj::engine {

class ShopTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base::log::set_level(base::log::Level::off);
    auto database = adapters::sqlite::Database::open((folder_.path() / "khoj.db").string());
    ASSERT_TRUE(database.has_value()) << database.error().describe();
    catalog_ = std::make_shared<adapters::sqlite::SqliteCatalogStore>(*database);
    settings_ = std::make_shared<adapters::sqlite::SqliteSettingsStore>(*database);
    options_.data_dir = folder_.path();
    options_.poll_interval_ms = 20;
    options_.commit_interval_ms = 50;
    auto engine = Engine::start(options_, catalog_, settings_);
    ASSERT_TRUE(engine.has_value()) << engine.error().describe();
    engine_ = *std::move(engine);
  }
  void TearDown() override { base::log::set_level(base::log::Level::info); }

  void put(std::vector<domain::Product> products) {
    const auto written = base::sync_wait(catalog_->upsert({}, std::move(products)));
    ASSERT_TRUE(written.has_value()) << written.error().describe();
    settle();
  }
  void remove(std::vector<std::string> ids) {
    ASSERT_TRUE(base::sync_wait(catalog_->remove({}, std::move(ids))).has_value());
    settle();
  }
  void settle() {
    const auto done = engine_->wait_until_searchable(10'000);
    ASSERT_TRUE(done.has_value()) << done.error().describe();
  }

  SearchResponse ask(SearchRequest request) {
    auto response = base::sync_wait(engine_->search(std::move(request)));
    EXPECT_TRUE(response.has_value()) << response.error().describe();
    return response ? *std::move(response) : SearchResponse{};
  }
  std::string error_of(SearchRequest request) {
    const auto response = base::sync_wait(engine_->search(std::move(request)));
    return response ? "" : response.error().describe();
  }

  static SearchRequest query(std::string text) {
    SearchRequest request;
    request.query = std::move(text);
    return request;
  }
  static SearchRequest browse(std::string filter) {
    SearchRequest request;
    request.browse = true;
    request.policy = "browse";
    request.filter = std::move(filter);
    return request;
  }
  static std::vector<std::string> ids(const SearchResponse& response) {
    std::vector<std::string> ids;
    for (const auto& item : response.items) ids.push_back(item.product_id);
    return ids;
  }

  khoj::testing::TemporaryFolder folder_;
  EngineOptions options_;
  std::shared_ptr<store::CatalogStore> catalog_;
  std::shared_ptr<store::SettingsStore> settings_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace khoj::engine
