// Suggestions over a real catalogue, with a query log in memory.
#include "engine/suggester.hpp"

#include <algorithm>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_settings_store.hpp"
#include "base/log.hpp"
#include "engine/engine.hpp"
#include "engine/near_duplicates.hpp"
#include "engine/suggestion_choice.hpp"
#include "index/completion/completion_builder.hpp"
#include "support/temporary_folder.hpp"

namespace khoj::engine {
namespace {

using index::completion::Kind;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class MemoryLog final : public QueryCounts {
 public:
  base::Result<std::vector<QueryCount>> query_counts(const domain::Tenant&, std::int64_t since_ms,
                                                     std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<QueryCount> out;
    for (const auto& count : counts_) {
      if (count.last_ms >= since_ms && out.size() < limit) out.push_back(count);
    }
    return out;
  }
  std::uint64_t generation(const domain::Tenant&) override {
    const std::lock_guard lock(mutex_);
    return counts_.size();
  }
  void set(std::vector<QueryCount> counts) {
    const std::lock_guard lock(mutex_);
    counts_ = std::move(counts);
  }

 private:
  std::mutex mutex_;
  std::vector<QueryCount> counts_;
};

domain::Product product(std::string id, std::string title, std::string brand, std::string category,
                        double rupees, std::string color = {}) {
  domain::Product product;
  product.id = std::move(id);
  product.title = std::move(title);
  product.brand = std::move(brand);
  product.categories = {std::move(category)};
  product.price_paise = static_cast<std::int64_t>(rupees * 100);
  if (!color.empty()) product.attributes["color"] = color;
  return product;
}

std::vector<std::string> texts(const std::vector<Suggestion>& suggestions) {
  std::vector<std::string> out;
  for (const auto& suggestion : suggestions) out.push_back(suggestion.text);
  return out;
}

class SuggesterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base::log::set_level(base::log::Level::off);
    auto database = adapters::sqlite::Database::open((folder_.path() / "khoj.db").string());
    ASSERT_TRUE(database.has_value()) << database.error().describe();
    catalog_ = std::make_shared<adapters::sqlite::SqliteCatalogStore>(*database);
    put({product("1", "Red Cotton Saree with Blouse, Pure", "Rangoli", "Fashion > Sarees", 900, "Red"),
         product("2", "Silk Saree", "Rangoli", "Fashion > Sarees", 2'900, "Red"),
         product("3", "Running Shoes", "Daud", "Fashion > Shoes", 1'500, "Blue"),
         product("4", "Trail Running Shoes for Men", "Daud", "Fashion > Shoes", 3'500, "Blue")});
    EngineOptions options;
    options.data_dir = folder_.path();
    options.poll_interval_ms = 20;
    options.suggest.rebuild_interval_ms = 10;
    options.query_counts = log_;
    auto engine =
        Engine::start(options, catalog_, std::make_shared<adapters::sqlite::SqliteSettingsStore>(*database));
    ASSERT_TRUE(engine.has_value()) << engine.error().describe();
    engine_ = *std::move(engine);
    const auto ready = engine_->wait_until_searchable(10'000);
    ASSERT_TRUE(ready.has_value()) << ready.error().describe();
  }
  void TearDown() override { base::log::set_level(base::log::Level::info); }

  void put(std::vector<domain::Product> products) {
    ASSERT_TRUE(base::sync_wait(catalog_->upsert({}, std::move(products))).has_value());
  }

  SuggestResponse suggest(SuggestRequest request) {
    auto response = base::sync_wait(engine_->suggest(std::move(request)));
    EXPECT_TRUE(response.has_value()) << response.error().describe();
    return response ? *std::move(response) : SuggestResponse{};
  }
  SuggestResponse suggest(std::string query) { return suggest(SuggestRequest{.query = std::move(query)}); }

  /// Asks until `done` likes the answer, for ten seconds at most.
  template <typename Done>
  SuggestResponse suggest_until(const std::string& query, Done done) {
    const base::Stopwatch watch;
    auto response = suggest(query);
    while (!done(response) && watch.elapsed_s() < 10.0) {
      std::this_thread::yield();
      response = suggest(query);
    }
    return response;
  }
  SuggestResponse suggest_once_built(const std::string& query) {
    return suggest_until(query,
                         [](const SuggestResponse& response) { return !response.suggestions.empty(); });
  }

  std::string error_field(SuggestRequest request) {
    const auto response = base::sync_wait(engine_->suggest(std::move(request)));
    return response ? "" : response.error().context;
  }

  khoj::testing::TemporaryFolder folder_;
  std::shared_ptr<MemoryLog> log_ = std::make_shared<MemoryLog>();
  std::shared_ptr<store::CatalogStore> catalog_;
  std::unique_ptr<Engine> engine_;
};

TEST_F(SuggesterTest, K0_01_SuggestsWhatTheCatalogueHas) {
  EXPECT_THAT(texts(suggest_once_built("sar").suggestions), Contains("Sarees"));
  EXPECT_THAT(texts(suggest("rang").suggestions), Contains("Rangoli"));
  EXPECT_THAT(texts(suggest("red").suggestions), Contains("red sarees"));
  EXPECT_THAT(texts(suggest("trail").suggestions), Contains("trail running shoes for men"));
  EXPECT_THAT(texts(suggest("dawd").suggestions), Contains("Daud")) << "a typing mistake";
  EXPECT_EQ(suggest("  RUNN ").normalized_query, "runn");
}

TEST_F(SuggesterTest, K0_01_EverySuggestionFindsSomethingAndScoresFall) {
  suggest_once_built("s");
  for (const auto* typed : {"s", "r", "d", "b", "red s", "shoes"}) {
    double last = 1.0;
    for (const auto& [text, score] : suggest(typed).suggestions) {
      SearchRequest search;
      search.query = text;
      const auto found = base::sync_wait(engine_->search(search));
      ASSERT_TRUE(found.has_value());
      EXPECT_GT(found->total, 0U) << text;
      EXPECT_LE(score, last);
      EXPECT_GT(score, 0.0);
      last = score;
    }
  }
}

TEST_F(SuggesterTest, K0_03_NeverSuggestsTheQueryItself) {
  EXPECT_THAT(texts(suggest_once_built("saree").suggestions), Contains("Sarees"));
  EXPECT_THAT(texts(suggest("SAREES ").suggestions), Not(Contains("Sarees")));
  EXPECT_THAT(texts(suggest("daud").suggestions), Not(Contains("Daud")));
}

TEST_F(SuggesterTest, K0_01_LearnsFromTheQueryLogButNotWhatFindsNothing) {
  suggest_once_built("sar");
  const auto now = base::now_ms();
  log_->set({{"saree under blouse", 50, now, 3},
             {"sarkari naukri", 5'000, now, 0},
             {"Silk  SAREE", 70, now, std::nullopt},
             {"sardine tin", 500, now, std::nullopt}});
  const auto learnt = suggest_until("sar", [](const SuggestResponse& response) {
    const auto found = texts(response.suggestions);
    return std::find(found.begin(), found.end(), "saree under blouse") != found.end();
  });
  EXPECT_EQ(learnt.suggestions.front().text, "saree under blouse");
  EXPECT_THAT(texts(learnt.suggestions), Not(Contains("sarkari naukri")));
  EXPECT_THAT(texts(learnt.suggestions), Not(Contains("sardine tin")));
  EXPECT_THAT(texts(suggest("sil").suggestions), ElementsAre("silk saree")) << "as the title has it, once";
}

TEST_F(SuggesterTest, K0_03_OfALoggedQueryAndATitleThatSayTheSameTheWeightierIsShown) {
  suggest_once_built("run");
  log_->set({{"shoes for running", 9'000, base::now_ms(), 2}, {"sarees", 1, base::now_ms(), 2}});
  const auto learnt = suggest_until("run", [](const SuggestResponse& response) {
    const auto found = texts(response.suggestions);
    return std::find(found.begin(), found.end(), "shoes for running") != found.end();
  });
  EXPECT_THAT(texts(learnt.suggestions), Not(Contains("running shoes")));
  EXPECT_THAT(texts(suggest("sar").suggestions), Contains("Sarees"));
  EXPECT_THAT(texts(suggest("sar").suggestions), Not(Contains("sarees")));
}

TEST_F(SuggesterTest, K0_03_ItIsFoundUnderTheWordsOfBoth) {
  suggest_once_built("run");
  // The catalogue's "trail running shoes for men" weighs more than a query that was asked once, long ago.
  log_->set({{"mens trail shoes running", 1, base::now_ms() - 40LL * 86'400'000, 2}});
  const auto found =
      suggest_until("mens tr", [](const SuggestResponse& response) { return !response.suggestions.empty(); });
  EXPECT_THAT(texts(found.suggestions), Contains("trail running shoes for men"));
}

TEST_F(SuggesterTest, K0_01_AProductThatComesIsSuggestedAndOneThatGoesIsNot) {
  suggest_once_built("sar");
  put({product("9", "Zafrani Attar", "Itr", "Perfumes", 500)});
  EXPECT_THAT(texts(suggest_once_built("zaf").suggestions), ElementsAre("zafrani attar"));
  ASSERT_TRUE(base::sync_wait(catalog_->remove({}, {"9"})).has_value());
  const auto after =
      suggest_until("zaf", [](const SuggestResponse& response) { return response.suggestions.empty(); });
  EXPECT_THAT(after.suggestions, IsEmpty());
}

TEST_F(SuggesterTest, K0_01_ChipsFitTheBestSuggestionAndThePriceInTheText) {
  suggest_once_built("sar");
  const auto priced = suggest("sarees under 300");
  ASSERT_FALSE(priced.chips.empty());
  EXPECT_EQ(priced.chips.front().value, "under_300");
  EXPECT_TRUE(priced.chips.front().active);
  EXPECT_EQ(std::count_if(priced.chips.begin(), priced.chips.end(),
                          [](const Chip& c) { return c.type == "price"; }),
            1);
}

TEST_F(SuggesterTest, K0_01_GroupsByKindOnRequest) {
  suggest_once_built("r");
  const auto response = suggest(SuggestRequest{.query = "r", .groups = true});
  ASSERT_TRUE(response.groups.has_value());
  EXPECT_THAT(texts(response.groups->brands), ElementsAre("Rangoli"));
  EXPECT_THAT(texts(response.groups->products), Contains("running shoes"));
  EXPECT_THAT(texts(suggest(SuggestRequest{.query = "sh", .groups = true}).groups->categories),
              ElementsAre("Shoes"));
  EXPECT_FALSE(suggest("r").groups.has_value());
}

TEST_F(SuggesterTest, K0_22_NamesTheFieldThatIsWrong) {
  EXPECT_EQ(error_field({.query = ""}), "query");
  EXPECT_EQ(error_field({.query = std::string(101, 'a')}), "query");
  EXPECT_EQ(error_field({.query = "\xff"}), "query");
  EXPECT_EQ(error_field({.query = "a", .limit = 0}), "max");
  EXPECT_EQ(error_field({.query = "a", .limit = 21}), "max");
}

TEST(TitlePhrase, IsWhatAShopperWouldType) {
  EXPECT_EQ(title_phrase("Cotton Kurta for Women, Block Printed"), "cotton kurta for women");
  EXPECT_EQ(title_phrase("boAt Airdopes 141 (Black)"), "boat airdopes 141");
  EXPECT_EQ(title_phrase("Samsung Galaxy S23 Ultra 5G with 256 GB"), "samsung galaxy s23 ultra 5g");
  EXPECT_EQ(title_phrase("Saree for the"), "saree");
  EXPECT_EQ(title_phrase("लाल साड़ी - बनारसी"), "लाल साड़ी");
  EXPECT_EQ(title_phrase(""), "");
}

std::vector<std::string> kept_of(std::vector<Suggestible> all) {
  const auto analyzer = text::Analyzer::create({});
  EXPECT_TRUE(analyzer.has_value());
  std::vector<std::string> out;
  const auto distinct = without_near_duplicates(std::move(all), *analyzer);
  EXPECT_TRUE(distinct.has_value());
  for (const auto& one : distinct->kept) out.push_back(one.entry.text);
  return out;
}

Suggestible logged(std::string text, float weight, std::optional<std::uint64_t> results = {}) {
  return {{std::move(text), Kind::query, weight, {}}, results};
}

TEST(NearDuplicates, K0_03_KeepsTheMostPopularOfThoseThatSayTheSame) {
  EXPECT_THAT(kept_of({logged("kurta for women", 2), logged("women kurtas", 3), logged("kurta women", 1)}),
              ElementsAre("women kurtas"));
  EXPECT_THAT(kept_of({logged("kurta", 2), logged("kurta women", 3)}), ElementsAre("kurta women", "kurta"));
}

TEST(NearDuplicates, K0_03_DropsAContinuationThatFindsTheSame) {
  EXPECT_THAT(
      kept_of({logged("iphone 15", 5, 7), logged("iphone 15 phone", 3, 7), logged("iphone 15 case", 2, 9)}),
      ElementsAre("iphone 15", "iphone 15 case"));
  EXPECT_THAT(kept_of({logged("galaxy s23 ult", 1, 4), logged("galaxy s23 ult 5g", 9, 4)}),
              ElementsAre("galaxy s23 ult 5g"));
}

TEST(SuggestionChoice, K0_03_GivesWhatIsNearWhenThereIsNothingButTheQuery) {
  index::completion::CompletionBuilder builder;
  ASSERT_TRUE(builder.add({"shirt", Kind::query, 9, {}}));
  ASSERT_TRUE(builder.add({"skirt", Kind::query, 1, {}}));
  const auto index = builder.build();
  ASSERT_TRUE(index);
  EXPECT_THAT(texts(choose_suggestions(CompletionLayers(*index), "skirt", 4, {})), ElementsAre("shirt"));
}

TEST(SuggestionChoice, K0_03_NotAllBeginAlikeWhenThereAreOthers) {
  index::completion::CompletionBuilder builder;
  for (const auto* text : {"nike shoes a", "nike shoes b", "nike shoes c", "nike shoes d", "nike shoes e"})
    ASSERT_TRUE(builder.add({text, Kind::query, 9, {}}));
  ASSERT_TRUE(builder.add({"red nike shoes", Kind::query, 1, {}}));
  ASSERT_TRUE(builder.add({"nike cap", Kind::query, 1, {}}));
  const auto index = builder.build();
  ASSERT_TRUE(index);
  EXPECT_THAT(texts(choose_suggestions(CompletionLayers(*index), "nike", 4, {})),
              ElementsAre("nike shoes a", "nike shoes b", "nike cap", "red nike shoes"));
  EXPECT_THAT(texts(choose_suggestions(CompletionLayers(*index), "nike shoes", 4, {})),
              ElementsAre("nike shoes a", "nike shoes b", "red nike shoes", "nike shoes c"));
  EXPECT_THAT(texts(choose_suggestions(CompletionLayers(*index), "nike c", 4, {})),
              ElementsAre("nike cap", "nike shoes c"));
}

}  // namespace
}  // namespace khoj::engine
