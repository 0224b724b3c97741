// The engine over a real SQLite catalogue in a temporary folder.
#include "engine/engine.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <tuple>

#include <gtest/gtest.h>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_settings_store.hpp"
#include "base/log.hpp"
#include "support/temporary_folder.hpp"

namespace khoj::engine {
namespace {

domain::Product product(std::string id, std::string title, double rupees = 999) {
  domain::Product product;
  product.id = std::move(id);
  product.title = std::move(title);
  product.price_paise = static_cast<std::int64_t>(rupees * 100);
  return product;
}

class EngineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base::log::set_level(base::log::Level::off);
    open_stores();
    start();
  }
  void TearDown() override { base::log::set_level(base::log::Level::info); }

  void open_stores() {
    auto database = adapters::sqlite::Database::open((folder_.path() / "khoj.db").string());
    ASSERT_TRUE(database.has_value()) << database.error().describe();
    catalog_ = std::make_shared<adapters::sqlite::SqliteCatalogStore>(*database);
    settings_ = std::make_shared<adapters::sqlite::SqliteSettingsStore>(*database);
  }

  EngineOptions options() const {
    EngineOptions options;
    options.data_dir = folder_.path();
    options.poll_interval_ms = 20;
    options.commit_interval_ms = 50;
    return options;
  }

  void start() { start(options()); }
  void start(EngineOptions options) {
    auto engine = Engine::start(std::move(options), catalog_, settings_);
    ASSERT_TRUE(engine.has_value()) << engine.error().describe();
    engine_ = *std::move(engine);
  }

  void put(std::vector<domain::Product> products) {
    const auto written = base::sync_wait(catalog_->upsert({}, std::move(products)));
    ASSERT_TRUE(written.has_value()) << written.error().describe();
    settle();
  }

  void settle() {
    const auto done = engine_->wait_until_searchable(10'000);
    ASSERT_TRUE(done.has_value()) << done.error().describe();
  }

  SearchResponse search(SearchRequest request) {
    auto response = base::sync_wait(engine_->search(std::move(request)));
    EXPECT_TRUE(response.has_value()) << response.error().describe();
    return response ? *std::move(response) : SearchResponse{};
  }
  SearchResponse search(std::string query, std::vector<std::string> chips = {}) {
    SearchRequest request;
    request.query = std::move(query);
    request.chips = std::move(chips);
    return search(std::move(request));
  }

  std::vector<std::string> ids(const SearchResponse& response) {
    std::vector<std::string> ids;
    for (const auto& item : response.items) ids.push_back(item.product_id);
    return ids;
  }

  std::string error_field(SearchRequest request) {
    const auto response = base::sync_wait(engine_->search(std::move(request)));
    return response ? "" : response.error().context;
  }

  khoj::testing::TemporaryFolder folder_;
  std::shared_ptr<store::CatalogStore> catalog_;
  std::shared_ptr<store::SettingsStore> settings_;
  std::unique_ptr<Engine> engine_;
};

using Ids = std::vector<std::string>;

TEST_F(EngineTest, FindsWhatWasWrittenChangedAndDeleted) {
  put({product("1", "Red cotton saree"), product("2", "Blue silk saree")});
  EXPECT_EQ(search("saree").total, 2U);
  EXPECT_EQ(ids(search("red saree")).front(), "1");

  put({product("1", "Green cotton kurta")});
  EXPECT_EQ(ids(search("saree")), Ids{"2"});
  EXPECT_EQ(ids(search("kurta")), Ids{"1"});

  ASSERT_TRUE(base::sync_wait(catalog_->remove({}, {"2"})).has_value());
  settle();
  EXPECT_TRUE(search("saree").items.empty());
  EXPECT_EQ(engine_->status().products, 1U);
}

TEST_F(EngineTest, X_03_FindsWhatMisspeltAndUnfinishedWordsMean) {
  put({product("watch", "Smart watch for men"), product("phone", "Wireless headphones"),
       product("cover", "iPhone 13 cover"), product("case", "iPhone 12 cover"),
       product("shirt", "Cotton T-Shirt for men")});
  EXPECT_EQ(ids(search("smrt wach")), Ids{"watch"});
  EXPECT_EQ(ids(search("wireles hedphone")), Ids{"phone"});
  EXPECT_EQ(ids(search("iphon 13 cover")).front(), "cover");
  EXPECT_EQ(ids(search("tshirt men")).front(), "shirt");
  EXPECT_EQ(ids(search("smart wat")), Ids{"watch"}) << "unfinished";
  EXPECT_EQ(ids(search("wireless haedph")), Ids{"phone"}) << "unfinished and misspelt";
  EXPECT_TRUE(search("qqqqqq").items.empty());

  SearchRequest request;
  request.query = "smrt wach";
  request.explain = true;
  const auto response = search(request);
  ASSERT_EQ(response.items.size(), 1U);
  const auto& item = response.items.front();
  EXPECT_NEAR(item.explanation->total(), item.ranking_score, 1e-6);
  const auto& shares = item.explanation->shares;
  EXPECT_TRUE(std::any_of(shares.begin(), shares.end(),
                          [](const auto& share) { return share.detail.starts_with("'smrt' as 'smart'"); }));
}

TEST_F(EngineTest, X_03_WhatWasTypedStandsBeforeWhatMayHaveBeenMeant) {
  put({product("noize", "Noize speaker"), product("noise", "Noise speaker")});
  EXPECT_EQ(ids(search("noize speaker")).front(), "noize");
  EXPECT_EQ(ids(search("noise speaker")).front(), "noise");
  EXPECT_EQ(ids(search("noixe speaker")).size(), 2U);
}

TEST_F(EngineTest, X_03_WordsWrittenAsOneOrAsTwo) {
  put({product("tshirt", "Cotton Tshirt for men"), product("t-shirt", "Linen T-Shirt for men"),
       product("t shirt", "Silk T Shirt for men"), product("ear", "Wireless bluetooth earphones"),
       product("head", "Studio headphones"), product("cover", "iPhone 13 cover")});
  for (const char* query :
       {"tshirt", "t shirt", "t-shirt", "tee-shirt", "tee shirt", "tshirt men", "T Shirts"})
    EXPECT_EQ(search(query).items.size(), 3U) << query;
  EXPECT_EQ(ids(search("wirelessearphones")), Ids{"ear"});
  EXPECT_EQ(ids(search("head phones")), Ids{"head"});
  EXPECT_EQ(ids(search("iphone13 cover")), Ids{"cover"});

  SearchRequest request;
  request.query = "wirelessearphones";
  request.explain = true;
  const auto response = search(request);
  EXPECT_EQ(response.words, 2U);
  EXPECT_NEAR(response.items.front().explanation->total(), response.items.front().ranking_score, 1e-6);
}

TEST_F(EngineTest, X_03_QuotedWordsStandTogetherAndExcludedOnesNowhere) {
  put({product("s21", "Samsung Galaxy S21 leather cover"), product("tab", "Galaxy Tab for S21 owners"),
       product("s20", "Galaxy S20 cover")});
  EXPECT_EQ(search("galaxy s21").items.size(), 3U);
  EXPECT_EQ(ids(search("\"galaxy s21\"")), Ids{"s21"});
  EXPECT_EQ(search("\"galaxy s21\"").normalized_query, "galaxy s21");
  EXPECT_TRUE(search("\"s21 galaxy\"").items.empty());
  EXPECT_EQ(ids(search("galaxy -cover")), Ids{"tab"});
  EXPECT_EQ(search("galaxy -\"s21 leather\"").items.size(), 2U);
  EXPECT_EQ(ids(search("-cover")), Ids{"tab"});
  EXPECT_EQ(ids(search("galaxy \"leather cover\" -tab")), Ids{"s21"});
}

TEST_F(EngineTest, T2_13_SynonymsAddWhatSaysItOtherwise) {
  put({product("says", "Wireless earbuds"), product("means", "Wired earphones"), product("lamp", "Lamp")});
  SearchSettings settings;
  settings.synonyms = {{"earbuds", {"earphones"}}};
  ASSERT_TRUE(base::sync_wait(engine_->put_settings(settings)).has_value());
  auto found = ids(search("earbuds"));
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, (Ids{"means", "says"}));
}

TEST_F(EngineTest, X_03_SynonymsOfSeveralWords) {
  put({product("tv", "Smart TV 43 inch"), product("set", "Colour television set"),
       product("no", "Set of television stands")});
  EXPECT_EQ(search("tv").items.size(), 3U) << "T2_13: tv is also television from the start";
  SearchSettings settings;
  settings.synonyms.clear();
  ASSERT_TRUE(base::sync_wait(engine_->put_settings(settings)).has_value());
  EXPECT_EQ(ids(search("tv")), Ids{"tv"});
  settings.synonyms = {{"", {"tv", "television set"}}};
  ASSERT_TRUE(base::sync_wait(engine_->put_settings(settings)).has_value());
  EXPECT_EQ(search("tv").items.size(), 2U);
  EXPECT_EQ(search("television set").items.size(), 3U);

  SearchRequest request;
  request.query = "tv";
  request.explain = true;
  const auto response = search(request);
  for (const auto& item : response.items) EXPECT_NEAR(item.explanation->total(), item.ranking_score, 1e-6);
  EXPECT_TRUE(std::any_of(response.items.begin(), response.items.end(), [](const auto& item) {
    return std::any_of(item.explanation->shares.begin(), item.explanation->shares.end(),
                       [](const auto& share) { return share.detail.starts_with("'tv' as 'televis set'"); });
  }));

  settings.synonyms = {{"tv", {"television set"}}};
  ASSERT_TRUE(base::sync_wait(engine_->put_settings(settings)).has_value());
  EXPECT_EQ(search("tv").items.size(), 2U);
  EXPECT_EQ(search("television set").items.size(), 2U) << "one-way";
}

TEST_F(EngineTest, X_03_SynonymsAreSavedOneByOne) {
  put({product("sofa", "Three seater sofa"), product("couch", "Leather couch")});
  EXPECT_EQ(ids(search("sofa")), Ids{"sofa"});
  const auto saved = base::sync_wait(engine_->put_synonym("seats", {"", {"sofa", "couch"}}));
  ASSERT_TRUE(saved.has_value()) << saved.error().describe();
  EXPECT_EQ(saved->version, 1U);
  EXPECT_EQ(search("sofa").items.size(), 2U);
  SearchSettings settings;
  settings.stop_words = {"three"};
  ASSERT_TRUE(base::sync_wait(engine_->put_settings(settings)).has_value());
  EXPECT_EQ(search("sofa").items.size(), 2U) << "a change of the settings keeps them";

  engine_.reset();
  start();
  EXPECT_EQ(search("sofa").items.size(), 2U) << "so does a restart";
  EXPECT_EQ(engine_->synonyms()->at("seats").synonym.to.size(), 2U);
  EXPECT_EQ(base::sync_wait(engine_->put_synonym("seats", {"sofa", {"settee"}}))->version, 2U);
  EXPECT_EQ(ids(search("sofa")), Ids{"sofa"});

  for (const auto& [id, synonym, field] : std::vector<std::tuple<std::string, Synonym, std::string>>{
           {"No!", {"", {"a", "b"}}, "id"},
           {"one", {"", {"a"}}, "to"},
           {"one", {"x", {std::string(200, 'x')}}, "to[0]"},
           {"one", {"x", {"!!"}}, "to"}}) {
    const auto refused = base::sync_wait(engine_->put_synonym(id, synonym));
    ASSERT_FALSE(refused.has_value()) << id;
    EXPECT_EQ(refused.error().context, field);
  }
  EXPECT_TRUE(base::sync_wait(engine_->remove_synonym("seats")).has_value());
  EXPECT_EQ(base::sync_wait(engine_->remove_synonym("seats")).error().code, base::ErrorCode::not_found);
  EXPECT_TRUE(engine_->synonyms()->empty());
}

TEST_F(EngineTest, X_03_StopWordsDoNotKillAQueryMadeOfThem) {
  put({product("who", "The Who vinyl record"), product("be", "To be or not to be poster"),
       product("mat", "Yoga mat")});
  EXPECT_EQ(ids(search("the who")), Ids{"who"});
  EXPECT_EQ(ids(search("to be")), Ids{"be"});
}

TEST_F(EngineTest, ChipsAndThePriceInTheQueryFilter) {
  auto cheap = product("cheap", "Smart watch", 1'500);
  cheap.rating = 4.2;
  cheap.brand = "Noise Fit";
  cheap.cod_available = true;
  auto dear = product("dear", "Smart watch", 15'000);
  dear.rating = 4.8;
  auto unpriced = product("unpriced", "Smart watch");
  unpriced.price_paise.reset();
  put({cheap, dear, unpriced});

  EXPECT_EQ(search("smart watch").total, 3U);
  EXPECT_EQ(ids(search("smart watch", {"under_2000", "4plus"})), Ids{"cheap"});
  EXPECT_EQ(ids(search("smart watch", {"brand_noise_fit", "cod"})), Ids{"cheap"});
  EXPECT_EQ(ids(search("smart watch", {"above_2000"})), Ids{"dear"})
      << "a product without a price passes no price filter";

  const auto understood = search("smart watch under 2000");
  EXPECT_EQ(ids(understood), Ids{"cheap"}) << "K0-06";
  ASSERT_FALSE(understood.chips.empty());
  EXPECT_EQ(understood.chips.front().value, "under_2000");
  EXPECT_TRUE(understood.chips.front().active);
  EXPECT_EQ(understood.normalized_query, "smart watch");
  SearchRequest plain;
  plain.query = "smart watch under 2000";
  plain.suggest_chips = false;
  EXPECT_EQ(search(plain).chips, understood.chips) << "what holds is said in any case";
  plain.query = "smart watch";
  EXPECT_TRUE(search(plain).chips.empty());
  EXPECT_FALSE(search("smart watch").chips.empty());
  EXPECT_EQ(ids(search("under 2000")), Ids{"cheap"});

  const auto both = search("smart watch under 2000", {"above_2000"});
  EXPECT_EQ(ids(both), Ids{"dear"}) << "a chip goes before the price in the words";
  EXPECT_EQ(both.normalized_query, "smart watch") << "which is a price all the same";
}

TEST_F(EngineTest, NamesTheFieldOfABadRequest) {
  SearchRequest request;
  request.query = "   ";
  EXPECT_EQ(error_field(request), "query");
  request.query = std::string(256, 'x');
  EXPECT_EQ(error_field(request), "query");
  request.query = "\xFF";
  EXPECT_EQ(error_field(request), "query");
  request.query = "ok";
  request.limit = 6'001;
  EXPECT_EQ(error_field(request), "max");
  request.limit = 10;
  request.offset = 10'001;
  EXPECT_EQ(error_field(request), "offset");
  request.offset = 0;
  request.chips = {"cod", "shiny"};
  EXPECT_EQ(error_field(request), "chips[1]");
  request.chips.clear();
  request.policy = "nothing";
  EXPECT_EQ(error_field(request), "policy");
}

TEST_F(EngineTest, ProductsWithAllWordsComeFirstThenFewer) {
  auto popular = product("popular", "Wireless mouse");
  popular.rating = 4.9;
  popular.rating_count = 90'000;
  put({popular, product("both", "Wireless keyboard for the office and the home with many keys")});
  const auto response = search("wireless keyboard");
  EXPECT_EQ(ids(response), (Ids{"both", "popular"}));
  EXPECT_EQ(response.words, 2U);
  EXPECT_EQ(response.words_required, 1U) << "fewer than min_matches hold both, so one may be missing";
  EXPECT_EQ(search("wireless").words_required, 1U);
  EXPECT_EQ(search("keyboard office").words_required, 2U) << "few hold both, but nothing holds only one";
}

TEST_F(EngineTest, X_16_SharesAddUpToTheScoreOfEveryItem) {
  std::vector<domain::Product> products;
  for (int i = 0; i < 60; ++i) {
    auto made = product(fmt::format("p{}", i),
                        i % 3 == 0 ? "Cotton kurta for men" : "Cotton shirt blue kurta", 300 + i);
    made.rating = 3.0 + i % 5 * 0.5;
    made.rating_count = i * 37;
    made.stock = i % 4;
    made.return_rate = 0.01 * i;
    made.description = std::string("soft cotton ") + (i % 2 == 0 ? "men" : "women");
    products.push_back(std::move(made));
  }
  put(products);
  SearchRequest request;
  request.query = "cotton kurta men";
  request.limit = 60;
  request.explain = true;
  const auto response = search(request);
  ASSERT_GE(response.items.size(), 20U);
  for (const auto& item : response.items) {
    ASSERT_TRUE(item.explanation.has_value());
    EXPECT_NEAR(item.explanation->total(), item.ranking_score, 1e-6) << item.product_id;
  }
  EXPECT_TRUE(std::is_sorted(response.items.begin(), response.items.end(),
                             [](const auto& a, const auto& b) { return a.ranking_score > b.ranking_score; }));
}

TEST_F(EngineTest, PagesDoNotOverlapAndCoverTheTotal) {
  std::vector<domain::Product> products;
  for (int i = 0; i < 450; ++i)
    products.push_back(product(fmt::format("p{:03}", i), fmt::format("Steel bottle number{}", i), 100 + i));
  put(products);
  Ids seen;
  SearchRequest request;
  request.query = "steel bottle";
  request.limit = 100;
  for (request.offset = 0; request.offset < 500; request.offset += 100) {
    const auto response = search(request);
    EXPECT_EQ(response.total, 450U);
    for (const auto& id : ids(response)) seen.push_back(id);
  }
  EXPECT_EQ(seen.size(), 450U);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
}

TEST_F(EngineTest, OutOfStockIsDemotedOrHiddenOrKept) {
  auto gone = product("gone", "Clay pot");
  gone.stock = 0;
  gone.rating = 5.0;
  gone.rating_count = 50'000;
  put({gone, product("here", "Clay pot")});
  EXPECT_EQ(ids(search("clay pot")), (Ids{"here", "gone"}));
  auto settings = engine_->settings();
  settings.out_of_stock = "hide";
  ASSERT_TRUE(base::sync_wait(engine_->put_settings(settings)).has_value());
  EXPECT_EQ(ids(search("clay pot")), Ids{"here"});
  EXPECT_EQ(search("clay pot").total, 1U);
  settings.out_of_stock = "keep";
  ASSERT_TRUE(base::sync_wait(engine_->put_settings(settings)).has_value());
  EXPECT_EQ(ids(search("clay pot")), (Ids{"gone", "here"}));
}

TEST_F(EngineTest, SettingsTakeEffectAndSurviveARestart) {
  auto hidden = product("hidden", "Bottle");
  hidden.description = "made of borosilicate";
  put({hidden, product("earphones", "Wireless earphones")});
  EXPECT_EQ(ids(search("borosilicate")), Ids{"hidden"});

  auto settings = engine_->settings();
  EXPECT_EQ(settings.version, 0U);
  settings.searchable = {{"title", 1.0}};
  settings.synonyms = {{"earbuds", {"earphones"}}};
  const auto stored = base::sync_wait(engine_->put_settings(settings));
  ASSERT_TRUE(stored.has_value()) << stored.error().describe();
  EXPECT_EQ(stored->version, 1U);
  EXPECT_EQ(ids(search("earbuds")), Ids{"earphones"}) << "synonyms at once";
  for (int i = 0; i < 500 && !search("borosilicate").items.empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_TRUE(search("borosilicate").items.empty()) << "fields after a rebuild";
  EXPECT_EQ(ids(search("bottle")), Ids{"hidden"});

  engine_.reset();
  start();
  settle();
  EXPECT_EQ(engine_->settings().version, 1U);
  EXPECT_TRUE(search("borosilicate").items.empty());
  EXPECT_EQ(ids(search("earbuds")), Ids{"earphones"});

  settings.synonyms = {{"!!", {"x"}}};
  EXPECT_FALSE(base::sync_wait(engine_->put_settings(settings)).has_value());
}

TEST_F(EngineTest, SeesTheWritesOfAnotherProcess) {
  auto other = adapters::sqlite::Database::open((folder_.path() / "khoj.db").string());
  ASSERT_TRUE(other.has_value());
  adapters::sqlite::SqliteCatalogStore elsewhere(*other);
  ASSERT_TRUE(base::sync_wait(elsewhere.upsert({}, {product("1", "Brass lamp")})).has_value());
  for (int i = 0; i < 200 && search("lamp").items.empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(ids(search("lamp")), Ids{"1"});
}

TEST_F(EngineTest, RebuildsADamagedIndexFromTheCatalogue) {
  std::vector<domain::Product> products;
  for (int i = 0; i < 200; ++i)
    products.push_back(product(fmt::format("p{}", i), fmt::format("Copper bottle model{}", i)));
  put(products);
  engine_.reset();  // Commits the index.

  std::filesystem::path largest;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "index")) {
    if (entry.is_regular_file() &&
        (largest.empty() || entry.file_size() > std::filesystem::file_size(largest)))
      largest = entry.path();
  }
  ASSERT_FALSE(largest.empty());
  {
    std::fstream file(largest, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(std::filesystem::file_size(largest) / 2));
    const char byte = static_cast<char>(file.peek());
    file.seekp(file.tellg());
    file.put(static_cast<char>(byte ^ 0x40));
  }
  start();
  settle();
  EXPECT_EQ(search("copper bottle").total, 200U);
  EXPECT_EQ(ids(search("model77")), Ids{"p77"});
}

TEST_F(EngineTest, HealsWhenTheIndexCannotBeWritten) {
  put({product("1", "Bamboo mat")});
  const auto index = folder_.path() / "index";
  std::filesystem::remove_all(index);
  // A file where the folder was: neither writing nor opening again can work.
  std::ofstream(index) << "in the way";
  ASSERT_TRUE(base::sync_wait(catalog_->upsert({}, {product("2", "Bamboo tray")})).has_value());
  for (int i = 0; i < 500 && engine_->status().last_error.empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_FALSE(engine_->status().last_error.empty());
  EXPECT_EQ(search("mat").items.size(), 1U) << "what was searchable stays so";

  std::filesystem::remove(index);
  for (int i = 0; i < 500 && !engine_->status().last_error.empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(engine_->status().last_error, "");
  settle();
  EXPECT_EQ(search("bamboo").total, 2U);
}

TEST_F(EngineTest, StartsFromDiskWithoutReadingTheCatalogueAgain) {
  put({product("1", "Jute bag")});
  engine_.reset();
  start();
  EXPECT_EQ(engine_->status().products, 1U) << "searchable before the first round";
  EXPECT_EQ(ids(search("jute bag")), Ids{"1"});
}

TEST_F(EngineTest, MergesTheIndexFurtherWhenNothingComes) {
  put({product("1", "Jute bag")});
  engine_.reset();  // Commits a segment.
  start();
  put({product("2", "Jute bag")});
  EXPECT_EQ(engine_->status().segments, 2U);
  engine_.reset();
  start();
  for (int i = 0; i < 500 && engine_->status().segments > 1; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(engine_->status().segments, 1U);
  EXPECT_EQ(search("jute bag").total, 2U);
}

TEST_F(EngineTest, RestsAWhileAfterTheLastChange) {
  auto hasty = options();
  hasty.rest_after_ms = 100;
  put({product("1", "Jute bag")});
  engine_.reset();
  start(hasty);
  put({product("2", "Jute bag")});
  for (int i = 0; i < 500 && engine_->status().segments > 1; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(engine_->status().segments, 1U);
}

TEST_F(EngineTest, ANewDatabaseUnderAnOldIndexIsNoticed) {
  put({product("1", "Old product"), product("2", "Old product")});
  engine_.reset();
  catalog_.reset();
  settings_.reset();
  for (const auto* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(folder_.path() / (std::string("khoj.db") + suffix));
  open_stores();
  // As many changes as the old one had, and one more: the number alone would not tell.
  for (const auto* id : {"3", "4", "5"})
    ASSERT_TRUE(base::sync_wait(catalog_->upsert({}, {product(id, "New product")})));
  start();
  settle();
  EXPECT_EQ(ids(search("old")), Ids{});
  EXPECT_EQ(search("product").total, 3U);
}

TEST_F(EngineTest, ASecondEngineOnTheSameFolderIsRefused) {
  const auto second = Engine::start(options(), catalog_, settings_);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, base::ErrorCode::failed_precondition);
}

TEST_F(EngineTest, FindsIndicScriptsThroughTheirLatinForm) {
  put({product("deva", "कुर्ता लाल"), product("latin", "Red kurta for men")});
  EXPECT_EQ(search("kurta").total, 2U);
  EXPECT_EQ(search("कुर्ता").total, 2U);
}

}  // namespace
}  // namespace khoj::engine
