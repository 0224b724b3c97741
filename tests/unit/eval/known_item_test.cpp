#include "eval/known_item.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace khoj::eval {
namespace {

std::vector<KnownItemDocument> shop() {
  return {
      {"1", "Rangila Cotton Kurta for Women, Navy Blue (XL)"},
      {"2", "Rangila Cotton Kurta for Women, Maroon Paisley"},
      {"3", "Dholak 1.5 Ton Inverter Split AC with Copper"},
      {"4", "Dholak 2 Ton Window AC™ – Copper Condenser"},
      {"5", "कुर्ता Rangila सूती पुरुषों"},
      {"6", "Plain Cotton Kurta for Men"},
      {"7", "Plain Cotton  Kurta for MEN!"},
      {"8", "Tea 500 g"},
  };
}

std::set<std::string> words(const std::string& text) {
  std::set<std::string> out;
  std::string word;
  for (const char c : text + " ") {
    if (c == ' ') {
      out.insert(word);
      word.clear();
    } else {
      word += c;
    }
  }
  return out;
}

TEST(KnownItemQueries, TakeTheRareWordsOfTitlesThatAreKnown) {
  const auto documents = shop();
  const auto queries = make_known_item_queries(documents, {.min_words = 3, .max_words = 3});
  ASSERT_TRUE(queries) << queries.error().describe();
  std::set<std::string> ids;
  for (const auto& query : *queries) {
    ids.insert(query.id);
    EXPECT_EQ(words(query.clean).size(), 3U) << query.clean;
    EXPECT_EQ(words(query.clean), words(query.shuffled));
    EXPECT_NE(query.clean, query.shuffled);
    EXPECT_NE(query.clean, query.typo);
    if (query.id == "2") {
      EXPECT_EQ(query.clean, "women maroon paisley");
    }
    if (query.id == "4") {
      EXPECT_EQ(query.clean, "dholak window condenser");
    }
    if (query.id == "5") {
      EXPECT_EQ(query.clean, "कुर्ता सूती पुरुषों");
    }
  }
  // 6 and 7 share a title, 8 has too few words, 5 none in which a typo could be made.
  EXPECT_EQ(ids, (std::set<std::string>{"1", "2", "3", "4"}));
}

TEST(KnownItemQueries, KnowHowManyTitlesTheyFit) {
  const std::vector<KnownItemDocument> documents = {
      {"1", "Blue Cotton Kurta"}, {"2", "Blue Cotton Kurta Set"}, {"3", "Green Silk Saree"}};
  const auto all = make_known_item_queries(documents, {.max_words = 3});
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 3U);
  for (const auto& query : *all) EXPECT_EQ(query.matches, query.id == "1" ? 2U : 1U) << query.clean;
  const auto unique = make_known_item_queries(documents, {.max_words = 3, .unique_only = true});
  ASSERT_TRUE(unique);
  EXPECT_EQ(unique->size(), 2U);
}

TEST(KnownItemQueries, AreSeeded) {
  const auto documents = shop();
  const auto text = [&](std::uint64_t seed) {
    std::string out;
    const auto queries = make_known_item_queries(documents, {.queries = 2, .seed = seed});
    for (const auto& query : *queries) out += query.id + query.clean + query.shuffled + query.typo;
    EXPECT_EQ(queries->size(), 2U);
    return out;
  };
  EXPECT_EQ(text(1), text(1));
  EXPECT_NE(text(1), text(3));
}

TEST(KnownItemQueries, X_03_HaveVariantsThatAreWrittenWrong) {
  const std::vector<KnownItemDocument> documents = {{"1", "Handwoven Banarasi Dupatta"},
                                                    {"2", "Stainless Casserole Set"}};
  for (std::uint64_t seed = 1; seed < 30; ++seed) {
    const auto queries = make_known_item_queries(documents, {.max_words = 3, .seed = seed});
    ASSERT_TRUE(queries);
    for (const auto& query : *queries) {
      const auto clean = words(query.clean);
      EXPECT_EQ(query.joined.size() + 1, query.clean.size());
      EXPECT_EQ(words(query.joined).size(), 2U);
      EXPECT_TRUE(query.clean.starts_with(query.prefix)) << query.prefix;
      EXPECT_EQ(words(query.prefix).size(), 3U);
      if (query.id != "1") continue;
      EXPECT_LT(query.prefix.size(), query.clean.size());
      EXPECT_GE(query.prefix.size(), std::string("handwoven banarasi dup").size());
      EXPECT_TRUE(query.longest.ends_with(" banarasi dupatta")) << query.longest;
      EXPECT_NE(query.longest, query.clean);
      for (const auto& word : words(query.typos)) EXPECT_FALSE(clean.contains(word)) << query.typos;
    }
  }
}

TEST(KnownItemQueries, RefuseImpossibleOptions) {
  EXPECT_FALSE(make_known_item_queries({}, {.min_words = 4, .max_words = 3}));
  EXPECT_FALSE(make_known_item_queries({}, {.min_words = 0}));
  EXPECT_TRUE(make_known_item_queries({}, {})->empty());
}

TEST(EvaluateKnownItems, MeasuresEveryVariant) {
  const std::vector<KnownItemQuery> queries = {{.id = "1", .clean = "a", .shuffled = "b", .typo = "c"},
                                               {.id = "2", .clean = "d", .shuffled = "e", .typo = "f"}};
  const SearchFunction search = [](std::string_view query,
                                   std::size_t k) -> base::Result<std::vector<std::string>> {
    EXPECT_EQ(k, 10U);
    if (query == "a") return std::vector<std::string>{"1"};
    if (query == "d") return std::vector<std::string>{"9", "2"};
    if (query == "b") return std::vector<std::string>{"9", "8", "7", "1"};
    return std::vector<std::string>{};
  };
  const auto report = evaluate_known_items(queries, search, {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->num_queries, 2U);
  EXPECT_DOUBLE_EQ(report->find("mrr@10 clean")->value.mean, 0.75);
  EXPECT_DOUBLE_EQ(report->find("hit@1 clean")->value.mean, 0.5);
  EXPECT_DOUBLE_EQ(report->find("mrr@10 shuffled")->value.mean, 0.125);
  EXPECT_DOUBLE_EQ(report->find("mrr@10 typo")->value.mean, 0.0);
  for (const char* name : {"mrr@10 longest", "mrr@10 typos", "mrr@10 prefix", "hit@1 joined"})
    EXPECT_NE(report->find(name), nullptr) << name;
}

TEST(EvaluateKnownItems, PassesTheSearchsErrorOn) {
  const std::vector<KnownItemQuery> queries = {{.id = "1", .clean = "a", .shuffled = "b", .typo = "c"}};
  const SearchFunction search = [](std::string_view, std::size_t) -> base::Result<std::vector<std::string>> {
    return base::fail(base::ErrorCode::unavailable, "no index");
  };
  EXPECT_EQ(evaluate_known_items(queries, search, {}).error().message, "no index");
}

}  // namespace
}  // namespace khoj::eval
