// Searching by meaning through the engine: what is found though no word is shared, under which filters, what explains it,
// and that nonsense finds nothing.
#include <algorithm>
#include <array>

#include "engine/model_follower.hpp"
#include "engine/semantic_training.hpp"
#include "engine/training.hpp"
#include "io/atomic_file.hpp"
#include "shop_fixture.hpp"
#include "sneakers.hpp"

namespace khoj::engine {
namespace {

class SemanticSearchTest : public ShopTest {
 protected:
  void SetUp() override {
    options_.model_poll_interval_ms = 10;
    ShopTest::SetUp();
    put(three_kinds());
  }

  /// As the content job does. @param semantic  whether there are vectors, too.
  void learn(bool semantic) {
    const io::ArtefactStore artefacts(folder_.path() / "artefacts");
    auto writer = artefacts.create(kContentArtefact).value();
    ASSERT_TRUE(train_content(*catalog_, {}).value().save(writer.file(kContentFile)));
    if (semantic) {
      const auto model = train_semantic(*catalog_, sneakers_wanted(), {}).value();
      const auto words = model->words.to_bytes();
      ASSERT_TRUE(
          io::write_file_atomically(writer.file(kWordsFile), std::array{std::as_bytes(std::span(words))}));
      ASSERT_TRUE(model->products.save(writer.file(kProductVectorsFile)));
    }
    const auto made = writer.commit({base::sync_wait(catalog_->identity({})).value(), {}, {}}).value();
    for (int i = 0; i < 500; ++i) {
      if (const auto models = engine_->models(); models && models->content_version == made.version) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    FAIL() << "the models were never live";
  }

  static SearchRequest with(const std::string& policy, std::string text) {
    auto request = query(std::move(text));
    request.policy = policy;
    return request;
  }
  static bool all_shoes(const SearchResponse& page) {
    return std::all_of(page.items.begin(), page.items.end(),
                       [](const auto& item) { return item.product_id.starts_with("shoe"); });
  }
};

TEST_F(SemanticSearchTest, T2_14_FindsWhatSharesNoWord) {
  learn(true);
  for (const std::string policy : {"semantic", "recommend_search"}) {
    const auto page = ask(with(policy, "sneakers"));
    EXPECT_GE(page.items.size(), 10U) << policy;
    EXPECT_TRUE(all_shoes(page)) << policy;
    for (const auto& item : page.items) EXPECT_TRUE(item.relevance_score > 0 && item.relevance_score <= 1);
  }
  EXPECT_TRUE(ask(with("search", "sneakers")).items.empty()) << "search asks for words";
}

TEST_F(SemanticSearchTest, T2_14_NonsenseFindsNothing) {
  learn(true);
  for (const char* const text : {"qwertzuiop", "xyzzy plugh", "the", "sneakersqwertz asdfgh"}) {
    EXPECT_TRUE(ask(with("semantic", text)).items.empty()) << text;
    EXPECT_TRUE(ask(with("recommend_search", text)).items.empty()) << text;
  }
  EXPECT_FALSE(ask(with("semantic", "the sneakers")).items.empty());
  EXPECT_FALSE(ask(with("semantic", "comfortable sneakers")).items.empty()) << "half of it is known";
  EXPECT_TRUE(ask(with("semantic", "asdfgh sneakers qwertz")).items.empty());
}

TEST_F(SemanticSearchTest, T2_14_FiltersFacetsAndSharesHold) {
  learn(true);
  auto request = with("semantic", "sneakers");
  request.filter = "price < 600";
  request.explain = true;
  request.facets = {{"price", 20, {}}, {"category", 20, {}}};
  const auto page = ask(request);
  ASSERT_FALSE(page.items.empty());
  for (const auto& item : page.items) {
    EXPECT_LT(*item.price, 600.0);
    ASSERT_TRUE(item.explanation.has_value());
    EXPECT_NEAR(item.explanation->total(), item.ranking_score, 1e-6);
    EXPECT_EQ(item.explanation->shares.front().step, "source.semantic");
  }
  EXPECT_EQ(page.total, page.items.size());
  ASSERT_EQ(page.facets.size(), 2U);
  EXPECT_GT(page.facets[0].stats->count, page.total) << "a filtered field counts what else there would be";
  EXPECT_EQ(page.facets[1].values.front().count, page.total);
}

TEST_F(SemanticSearchTest, T2_14_WordsComeFirst) {
  learn(true);
  auto request = with("recommend_search", "jogging");
  request.limit = 60;
  const auto page = ask(request);
  const auto lexical = ask(with("search", "jogging"));
  ASSERT_GT(page.items.size(), lexical.items.size());
  EXPECT_TRUE(all_shoes(page));
  for (std::size_t i = 0; i < page.items.size(); ++i) {
    const bool says_so = page.items[i].title.find("jogging") != std::string::npos;
    EXPECT_EQ(says_so, i < lexical.items.size()) << page.items[i].title;
  }
}

TEST_F(SemanticSearchTest, T2_14_VersionsWithoutVectorsStillLoad) {
  learn(true);
  EXPECT_FALSE(ask(with("semantic", "sneakers")).items.empty());
  learn(false);
  EXPECT_TRUE(engine_->models()->content.has_value());
  EXPECT_TRUE(ask(with("semantic", "sneakers")).items.empty());
}

TEST_F(SemanticSearchTest, T2_14_WhatIsGoneIsNotFound) {
  learn(true);
  const auto page = ask(with("semantic", "sneakers"));
  ASSERT_FALSE(page.items.empty());
  const auto before = page.total;
  remove({page.items.front().product_id});
  const auto after = ask(with("semantic", "sneakers"));
  EXPECT_EQ(after.total, before - 1);
}

}  // namespace
}  // namespace khoj::engine
