// Row T2-01: what is similar, compared with the definition and with looking at every document.
#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

#include "plain_tfidf.hpp"

namespace khoj::mine {
namespace {

using domain::ItemId;

bool comes_before(const SimilarItem& a, const SimilarItem& b) {
  return a.score != b.score ? a.score > b.score : a.item < b.item;
}

/// The hits are the best of all cosines: each has the score that it should have, they are in order, and nobody better is left
/// out. Scores of different items closer than float32 tells may swap.
void expect_best(const std::vector<SimilarItem>& hits, const std::map<std::uint32_t, double>& cosines,
                 std::size_t k) {
  ASSERT_EQ(hits.size(), std::min(k, cosines.size()));
  EXPECT_TRUE(std::is_sorted(hits.begin(), hits.end(), comes_before));
  std::vector<double> expected;
  for (const auto& [item, cosine] : cosines) expected.push_back(cosine);
  std::sort(expected.begin(), expected.end(), std::greater<>());
  std::set<std::uint32_t> seen;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    ASSERT_TRUE(cosines.contains(hits[i].item.value)) << hits[i].item.value;
    EXPECT_TRUE(seen.insert(hits[i].item.value).second);
    EXPECT_NEAR(hits[i].score, cosines.at(hits[i].item.value), 2e-6);
    EXPECT_NEAR(hits[i].score, expected[i], 2e-6);
  }
}

struct Case {
  const char* name;
  std::size_t size;
  TfidfOptions options;
};

class TfidfReference : public testing::TestWithParam<Case> {};

TEST_P(TfidfReference, T2_01_SimilarProductsAreThoseOfTheDefinition) {
  const auto& [name, size, options] = GetParam();
  const PlainCorpus corpus = random_corpus(11, size);
  const PlainTfidf plain(corpus, options);
  const TfidfModel model = build(corpus, options);
  TfidfScratch scratch;
  base::Rng rng(5);
  for (int round = 0; round < 60; ++round) {
    const auto anchor = std::next(corpus.begin(), static_cast<std::ptrdiff_t>(rng.below(size)));
    const std::size_t k = std::size_t{1} << rng.below(8);
    const std::uint64_t pass = rng.below(5) == 0 ? 7 : 100;
    const auto accept = [&](ItemId item) { return item.value * 37 % 100 < pass; };
    auto expected = plain.cosines(plain.vector(anchor->first));
    expected.erase(anchor->first);
    std::erase_if(expected, [&](const auto& entry) { return !accept(ItemId(entry.first)); });
    const auto found = model.similar(ItemId(anchor->first), k, scratch, accept);
    ASSERT_TRUE(found);
    expect_best(*found, expected, k);
  }
}

TEST_P(TfidfReference, T2_01_NewTextsAreComparedAsProductsAre) {
  const auto& [name, size, options] = GetParam();
  const PlainCorpus corpus = random_corpus(12, size);
  const PlainTfidf plain(corpus, options);
  const TfidfModel model = build(corpus, options);
  TfidfScratch scratch;
  base::Rng rng(6);
  for (int round = 0; round < 30; ++round) {
    PlainText text = random_text(rng);
    text.push_back({{"never", "seen"}, 1.0F});
    TfidfDocument document = document_of(text);
    expect_best(model.similar(document, 20, scratch), plain.cosines(plain.vector(text)), 20);
  }
}

TEST_P(TfidfReference, T2_01_TastesAreSumsOfProducts) {
  const auto& [name, size, options] = GetParam();
  const PlainCorpus corpus = random_corpus(13, size);
  const PlainTfidf plain(corpus, options);
  const TfidfModel model = build(corpus, options);
  TfidfScratch scratch;
  base::Rng rng(7);
  for (int round = 0; round < 30; ++round) {
    std::vector<WeightedItem> profile{{ItemId(4'000'000), 2.0F}};  // Unknown, adds nothing.
    PlainVector sum;
    for (std::size_t i = rng.below(9); i > 0; --i) {
      const auto part = std::next(corpus.begin(), static_cast<std::ptrdiff_t>(rng.below(size)));
      const auto weight = static_cast<float>(0.1 + rng.uniform());
      profile.push_back({ItemId(part->first), weight});
      for (const auto& [term, share] : plain.vector(part->first)) sum[term] += double{weight} * share;
    }
    auto expected = plain.cosines(PlainTfidf::scaled(sum));
    for (const WeightedItem& part : profile) expected.erase(part.item.value);
    const auto found = model.similar(profile, 15, scratch);
    ASSERT_TRUE(found);
    expect_best(*found, expected, 15);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Corpora, TfidfReference,
    testing::Values(Case{"one", 1, {.min_documents = 1}}, Case{"two", 2, {.min_documents = 1}},
                    Case{"words", 3'000, {}}, Case{"pairs", 2'000, {.max_words = 2}},
                    Case{"only_pairs", 1'000, {.min_words = 2, .max_words = 2}},
                    Case{"rare_and_common_left_out", 3'000, {.min_documents = 5, .max_document_share = 0.05}},
                    Case{"sublinear", 2'000, {.min_documents = 1, .sublinear = true}}),
    [](const auto& each) { return std::string(each.param.name); });

// To the bit, ties and all: the pruned search against the one that looks at every document.
TEST(TfidfSearch, T2_01_IsExact) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const PlainCorpus corpus = random_corpus(seed, 5'000);
    const TfidfModel model = build(corpus, {.max_words = seed % 2 == 0 ? 2U : 1U});
    const TfidfView view = read_tfidf(model.bytes()).value();
    const auto tf = tf_weights(view.counts, view.options.sublinear);
    TfidfScratch scratch;
    base::Rng rng(seed);
    for (int round = 0; round < 80; ++round) {
      std::map<std::uint32_t, double> terms;
      for (std::size_t i = 1 + rng.below(round % 10 == 0 ? 200 : 12); i > 0; --i)
        terms[static_cast<std::uint32_t>(rng.below(view.terms))] = std::exp(6.0 * rng.uniform());
      double square = 0.0;
      for (const auto& [term, weight] : terms) square += weight * weight;
      std::vector<TfidfQueryTerm> query;
      for (const auto& [term, weight] : terms) query.push_back({term, weight / std::sqrt(square)});
      const std::uint64_t pass = std::uint64_t{1} << rng.below(8);
      const auto accept = [&](ItemId item) { return item.value % 128 < pass; };
      const ItemFilter filter = accept;
      const std::vector<std::uint32_t> excluded{3, 17, 4'999};
      const std::size_t k = 1 + rng.below(60);
      EXPECT_EQ(TfidfSearch(view, tf, query, excluded, filter, scratch).best(k),
                TfidfSearch(view, tf, query, excluded, filter, scratch).best_plainly(k));
    }
  }
}

TEST(TfidfSearch, T2_01_TiesGoByItem) {
  PlainCorpus corpus;
  for (std::uint32_t i = 0; i < 500; ++i) corpus[1'000 - i] = {{{"blue", "shirt"}, 1.0F}};
  corpus[7] = {{{"red", "shirt"}, 1.0F}};
  corpus[8] = {{{"red", "hat"}, 1.0F}};
  const TfidfModel model = build(corpus, {});
  TfidfScratch scratch;
  const auto found = model.similar(ItemId(504), 5, scratch).value();
  std::vector<std::uint32_t> items;
  for (const auto& hit : found) {
    items.push_back(hit.item.value);
    EXPECT_FLOAT_EQ(hit.score, 1.0F);
  }
  EXPECT_EQ(items, (std::vector<std::uint32_t>{501, 502, 503, 505, 506}));
}

TEST(TfidfSearch, T2_01_AFilterCostsNoResults) {
  const PlainCorpus corpus = random_corpus(3, 4'000);
  const TfidfModel model = build(corpus, {});
  TfidfScratch scratch;
  for (const auto& [item, text] : corpus) {
    if (model.vector(ItemId(item)).value().empty()) continue;
    std::size_t asked = 0;
    const auto none = model.similar(ItemId(item), 10, scratch, [&](ItemId) { return ++asked == 0; }).value();
    EXPECT_TRUE(none.empty());
    const auto all = model.similar(ItemId(item), 10'000, scratch).value();
    ASSERT_FALSE(all.empty());
    const ItemId last = all.back().item;
    const auto only =
        model.similar(ItemId(item), 10, scratch, [&](ItemId other) { return other == last; }).value();
    EXPECT_EQ(only, (std::vector{all.back()}));
    if (item > 4'000) break;
  }
}

TEST(TfidfSearch, T2_01_OddQuestionsHavePlainAnswers) {
  const TfidfModel model = build({{1, {{{"a", "b"}, 1.0F}}}, {2, {{{"b"}, 1.0F}}}, {3, {}}}, {});
  TfidfScratch scratch;
  EXPECT_EQ(model.documents(), 3U);
  EXPECT_EQ(model.terms(), 1U);
  EXPECT_TRUE(model.contains(ItemId(3)));
  EXPECT_FALSE(model.contains(ItemId(4)));
  EXPECT_EQ(model.similar(ItemId(1), 10, scratch).value(), (std::vector{SimilarItem{ItemId(2), 1.0F}}));
  EXPECT_TRUE(model.similar(ItemId(1), 0, scratch).value().empty());
  EXPECT_TRUE(model.similar(ItemId(3), 10, scratch).value().empty());  // No words.
  const auto unknown = model.similar(ItemId(4), 10, scratch);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, base::ErrorCode::not_found);
  TfidfDocument empty;
  EXPECT_TRUE(model.similar(empty, 10, scratch).empty());
  EXPECT_TRUE(model.similar(std::vector<WeightedItem>{}, 10, scratch).value().empty());
  for (const float wrong : {0.0F, -1.0F, std::nanf(""), HUGE_VALF}) {
    const auto refused = model.similar(std::vector{WeightedItem{ItemId(1), wrong}}, 10, scratch);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::invalid_argument);
  }
  // Weights of any size: the small one's terms still count.
  const auto wide =
      model.similar(std::vector{WeightedItem{ItemId(1), 1e-45F}, {ItemId(3), 3e38F}}, 10, scratch);
  EXPECT_EQ(wide.value(), (std::vector{SimilarItem{ItemId(2), 1.0F}}));

  const TfidfModel nothing = build({}, {});
  EXPECT_EQ(nothing.documents(), 0U);
  EXPECT_FALSE(nothing.similar(ItemId(0), 10, scratch));
}

TEST(TfidfSearch, T2_01_SurvivesAFilterThatThrows) {
  const PlainCorpus corpus = random_corpus(4, 2'000);
  const TfidfModel model = build(corpus, {});
  TfidfScratch scratch;
  TfidfScratch fresh;
  const ItemId anchor(std::next(corpus.begin(), 100)->first);
  const auto thrower = [](ItemId) -> bool { throw std::runtime_error("filter"); };
  EXPECT_THROW(static_cast<void>(model.similar(anchor, 10, scratch, thrower)), std::runtime_error);
  EXPECT_EQ(model.similar(anchor, 10, scratch).value(), model.similar(anchor, 10, fresh).value());
}

TEST(TfidfSearch, T2_01_OneScratchServesManyModels) {
  TfidfScratch scratch;
  for (const std::size_t size : {3'000U, 100U, 5'000U, 1U}) {
    const PlainCorpus corpus = random_corpus(size, size);
    const TfidfModel model = build(corpus, {.min_documents = 1});
    for (const auto& [item, text] : corpus) {
      TfidfScratch fresh;
      ASSERT_EQ(model.similar(ItemId(item), 3, scratch).value(),
                model.similar(ItemId(item), 3, fresh).value());
      if (item > 300) break;
    }
  }
}

TEST(TfidfSearch, T2_01_VeryManyTermsLookAtEveryDocument) {
  PlainCorpus corpus;
  for (std::uint32_t i = 0; i < 200; ++i) {
    for (std::uint32_t w = 0; w < 100; ++w) {
      if (corpus[i].empty()) corpus[i].push_back({});
      corpus[i].front().words.push_back("w" + std::to_string((i / 2 * 100 + w) % 9'900));
    }
  }
  const TfidfOptions options;
  const PlainTfidf plain(corpus, options);
  const TfidfModel model = build(corpus, options);
  std::vector<WeightedItem> profile;
  PlainVector sum;
  for (std::uint32_t i = 0; i < 198; i += 2) {
    profile.push_back({ItemId(i), 1.0F});
    for (const auto& [term, share] : plain.vector(i)) sum[term] += share;
  }
  auto expected = plain.cosines(PlainTfidf::scaled(sum));
  for (const WeightedItem& part : profile) expected.erase(part.item.value);
  TfidfScratch scratch;
  expect_best(model.similar(profile, 20, scratch).value(), expected, 20);
}

}  // namespace
}  // namespace khoj::mine
