// The fast search and the exhaustive one must agree to the last bit, whatever the corpus.
#include <bit>

#include <gtest/gtest.h>

#include "corpus.hpp"

namespace khoj::index {
namespace {

using testing_support::make_snapshot;
using testing_support::RandomCorpus;
using testing_support::Shape;

void expect_equal(const SearchResult& fast, const SearchResult& plain, std::uint64_t seed, int round) {
  ASSERT_EQ(fast.total, plain.total) << "seed " << seed << " round " << round;
  ASSERT_EQ(fast.level, plain.level) << "seed " << seed << " round " << round;
  ASSERT_EQ(fast.max_score, plain.max_score);
  ASSERT_EQ(fast.hits.size(), plain.hits.size()) << "seed " << seed << " round " << round;
  for (std::size_t i = 0; i < fast.hits.size(); ++i) {
    ASSERT_EQ(fast.hits[i].item, plain.hits[i].item)
        << "seed " << seed << " round " << round << " place " << i;
    ASSERT_EQ(fast.hits[i].doc, plain.hits[i].doc);
    ASSERT_EQ(fast.hits[i].words_matched, plain.hits[i].words_matched);
    ASSERT_EQ(std::bit_cast<std::uint32_t>(fast.hits[i].score),
              std::bit_cast<std::uint32_t>(plain.hits[i].score));
  }
}

class SearchProperty : public testing::TestWithParam<Shape> {};

TEST_P(SearchProperty, EqualsExhaustiveSearch) {
  const Shape& shape = GetParam();
  RandomCorpus corpus(shape.seed, shape.vocabulary);
  const IndexSnapshot snapshot = make_snapshot(corpus, shape);
  for (int round = 0; round < 250; ++round) {
    const SearchQuery query = corpus.query();
    const SearchResult plain = snapshot.search_exhaustive(query);
    expect_equal(snapshot.search(query), plain, shape.seed, round);
    if (testing::Test::HasFatalFailure()) return;
    for (const Hit& hit : plain.hits) {
      float sum = 0.0F;
      for (const WordContribution& word : snapshot.explain(query, hit.doc)) sum += word.score;
      ASSERT_EQ(sum, hit.score);
      ASSERT_LE(hit.score, plain.max_score * 1.00001);
    }
  }
}

// Words of one form each, without coordination: few of them are searched word after word, many by adding up.
TEST_P(SearchProperty, PlainQueriesOfAnyLengthEqualExhaustiveSearch) {
  const Shape& shape = GetParam();
  RandomCorpus corpus(shape.seed + 100, shape.vocabulary);
  const IndexSnapshot snapshot = make_snapshot(corpus, shape);
  for (int round = 0; round < 150; ++round) {
    SearchQuery query = corpus.query();
    query.coordination = false;
    for (text::QueryWord& word : query.words) word.alternatives.resize(1);
    query.words.resize(1 + corpus.rng().below(query.words.size()));
    while (corpus.rng().chance(0.8) && query.words.size() < 14) {
      const std::string word = corpus.word();
      query.words.push_back({word, {{word, 1.0F}}, corpus.rng().chance(0.1), 0, 0});
    }
    query.collect_matches = true;
    const SearchResult fast = snapshot.search(query);
    expect_equal(fast, snapshot.search_exhaustive(query), shape.seed, round);
    if (testing::Test::HasFatalFailure()) return;
    query.k = shape.documents + shape.segments;
    const SearchResult all = snapshot.search_exhaustive(query);
    ASSERT_EQ(snapshot.count(fast.matches), all.hits.size()) << "seed " << shape.seed << " round " << round;
    for (const Hit& hit : all.hits) {
      ASSERT_TRUE(simd::test_bit(fast.matches.segments[hit.doc.segment].data(), hit.doc.doc_id));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Corpora, SearchProperty,
                         testing::Values(Shape{1, 1, 1, 20, 0.0}, Shape{2, 50, 1, 20, 0.0},
                                         Shape{3, 127, 1, 60, 0.2}, Shape{4, 300, 5, 60, 0.1},
                                         Shape{5, 2000, 3, 300, 0.0}, Shape{6, 5000, 1, 1000, 0.05},
                                         Shape{7, 5000, 2, 3000, 0.5}, Shape{8, 9000, 1, 100, 0.0},
                                         Shape{9, 20000, 3, 20000, 0.01}, Shape{10, 3000, 40, 500, 0.1},
                                         Shape{11, 40000, 1, 3000, 0.02}, Shape{12, 5000, 2, 300, 0.1, false},
                                         Shape{13, 40000, 1, 3000, 0.02, false}),
                         [](const auto& shape) { return "seed" + std::to_string(shape.param.seed); });

}  // namespace
}  // namespace khoj::index
