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

/// Fewer for large corpora, which take the longer for each.
int rounds_of(const Shape& shape, int most) {
  return shape.documents > 100'000 ? most / 30 + 1 : shape.documents > 30'000 ? most / 4 : most;
}

class SearchProperty : public testing::TestWithParam<Shape> {};

TEST_P(SearchProperty, EqualsExhaustiveSearch) {
  const Shape& shape = GetParam();
  RandomCorpus corpus(shape.seed, shape.vocabulary);
  const IndexSnapshot snapshot = make_snapshot(corpus, shape);
  for (int round = 0; round < rounds_of(shape, 250); ++round) {
    SearchQuery query = corpus.query();
    const SearchResult plain = snapshot.search_exhaustive(query);
    expect_equal(snapshot.search(query), plain, shape.seed, round);
    if (testing::Test::HasFatalFailure()) return;
    query.collect_matches = true;  // Other ways are taken to find them all.
    const SearchResult noted = snapshot.search(query);
    expect_equal(noted, plain, shape.seed, round);
    ASSERT_EQ(snapshot.count(noted.matches), plain.total);
    if (testing::Test::HasFatalFailure()) return;
    for (const Hit& hit : plain.hits) {
      float sum = 0.0F;
      for (const WordContribution& word : snapshot.explain(query, hit.doc)) sum += word.score;
      ASSERT_EQ(sum, hit.score);
      ASSERT_LE(hit.score, plain.max_score * 1.00001);
    }
  }
}

TEST_P(SearchProperty, BrowsingGivesTheBestByRank) {
  const Shape& shape = GetParam();
  RandomCorpus corpus(shape.seed + 200, shape.vocabulary);
  const IndexSnapshot snapshot = make_snapshot(corpus, shape);
  struct Place {
    float rank;
    std::uint32_t item;
    auto operator<=>(const Place&) const = default;
  };
  std::vector<Place> all;
  for (const auto& segment : snapshot.segments()) {
    for (std::uint32_t doc = 0; doc < segment->reader().doc_count(); ++doc) {
      if (segment->is_live(doc))
        all.push_back({-segment->reader().static_ranks()[doc], segment->reader().items()[doc]});
    }
  }
  std::sort(all.begin(), all.end());
  for (int round = 0; round < rounds_of(shape, 20); ++round) {
    const auto limit = static_cast<std::uint32_t>(corpus.rng().between(1, 60));
    // The worst ones, any number of them; or what a filter lets through.
    std::vector<domain::ItemId> worst;
    for (std::size_t i = all.size() - corpus.rng().below(all.size()) - 1;
         i < all.size() && worst.size() < 300; ++i)
      worst.emplace_back(all[i].item);
    const auto filter = round % 2 == 0 ? FilterExpression::of_items(worst) : corpus.filter(2);
    const SearchResult found = snapshot.browse(filter, limit);
    std::vector<std::uint32_t> expected;
    std::uint64_t total = 0;
    for (const Place& place : all) {
      if (!snapshot.passes(filter, *snapshot.find(domain::ItemId(place.item)))) continue;
      if (total++ < limit) expected.push_back(place.item);
    }
    std::vector<std::uint32_t> items;
    for (const Hit& hit : found.hits) items.push_back(hit.item.value);
    ASSERT_EQ(items, expected) << "seed " << shape.seed << " round " << round;
    ASSERT_EQ(found.total, total);
  }
}

// Words of one form each, without coordination: few of them are searched word after word, many by adding up.
TEST_P(SearchProperty, PlainQueriesOfAnyLengthEqualExhaustiveSearch) {
  const Shape& shape = GetParam();
  RandomCorpus corpus(shape.seed + 100, shape.vocabulary);
  const IndexSnapshot snapshot = make_snapshot(corpus, shape);
  for (int round = 0; round < rounds_of(shape, 150); ++round) {
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
                                         Shape{13, 9000, 1, 3000, 0.02, false},
                                         Shape{14, 150'000, 1, 300, 0.0}),
                         [](const auto& shape) { return "seed" + std::to_string(shape.param.seed); });

}  // namespace
}  // namespace khoj::index
