// The fast search and the exhaustive one must agree to the last bit, whatever the corpus.
#include <bit>

#include <gtest/gtest.h>

#include "corpus.hpp"

namespace khoj::index {
namespace {

using testing_support::OwnedDocument;
using testing_support::RandomCorpus;
using testing_support::seal;

struct Shape {
  std::uint64_t seed;
  std::uint32_t documents;
  std::uint32_t segments;
  std::uint32_t vocabulary;
  double deleted;
};

IndexSnapshot make_snapshot(RandomCorpus& corpus, const Shape& shape) {
  const Schema schema = testing_support::make_schema();
  std::vector<std::shared_ptr<const Segment>> segments;
  std::uint32_t item = 1;
  for (std::uint32_t s = 0; s < shape.segments; ++s) {
    SegmentBuilder builder(schema);
    for (std::uint32_t i = 0; i <= shape.documents / shape.segments; ++i) {
      add_to(builder, corpus.document(item++));
    }
    const auto reader = seal(builder, schema);
    std::shared_ptr<LiveDocs> live;
    if (shape.deleted > 0.0 && s % 2 == 0) {
      live = std::make_shared<LiveDocs>(reader->doc_count());
      for (std::uint32_t doc = 0; doc < reader->doc_count(); ++doc) {
        if (corpus.rng().chance(shape.deleted)) live->remove(doc);
      }
    }
    segments.push_back(std::make_shared<const Segment>(reader, live));
  }
  return IndexSnapshot(schema, std::move(segments), domain::ChangeSeq(1));
}

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

INSTANTIATE_TEST_SUITE_P(Corpora, SearchProperty,
                         testing::Values(Shape{1, 1, 1, 20, 0.0}, Shape{2, 50, 1, 20, 0.0},
                                         Shape{3, 127, 1, 60, 0.2}, Shape{4, 300, 5, 60, 0.1},
                                         Shape{5, 2000, 3, 300, 0.0}, Shape{6, 5000, 1, 1000, 0.05},
                                         Shape{7, 5000, 2, 3000, 0.5}, Shape{8, 9000, 1, 100, 0.0},
                                         Shape{9, 20000, 3, 20000, 0.01}, Shape{10, 3000, 40, 500, 0.1}),
                         [](const auto& shape) { return "seed" + std::to_string(shape.param.seed); });

}  // namespace
}  // namespace khoj::index
