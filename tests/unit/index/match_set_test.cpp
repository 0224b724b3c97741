// What a search says that it matches is what scoring every document finds, and what is counted and sorted over it is
// what a plain loop over the documents finds.
#include "index/match_set.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "corpus.hpp"
#include "index/column_sort.hpp"
#include "index/facet_counts.hpp"

namespace khoj::index {
namespace {

using testing_support::make_snapshot;
using testing_support::RandomCorpus;
using testing_support::Shape;

constexpr std::uint32_t kAll = 1'000'000;
constexpr std::size_t kPrice = 0;
constexpr std::size_t kRating = 2;

std::set<std::pair<std::uint32_t, std::uint32_t>> places_of(const MatchSet& matches) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> out;
  for (std::uint32_t s = 0; s < matches.segments.size(); ++s)
    for_each_bit(matches.segments[s], [&](std::uint32_t doc) { out.emplace(s, doc); });
  return out;
}

std::set<std::pair<std::uint32_t, std::uint32_t>> places_of(const std::vector<Hit>& hits) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> out;
  for (const Hit& hit : hits) out.emplace(hit.doc.segment, hit.doc.doc_id);
  return out;
}

class MatchProperty : public testing::TestWithParam<Shape> {
 protected:
  void SetUp() override {
    corpus_ = std::make_unique<RandomCorpus>(GetParam().seed, GetParam().vocabulary);
    snapshot_ = std::make_unique<IndexSnapshot>(make_snapshot(*corpus_, GetParam()));
  }
  base::Rng& rng() { return corpus_->rng(); }

  std::unique_ptr<RandomCorpus> corpus_;
  std::unique_ptr<IndexSnapshot> snapshot_;
};

TEST_P(MatchProperty, X_01_MatchesAreWhatEveryDocumentGives) {
  for (int round = 0; round < 150; ++round) {
    SearchQuery query = corpus_->query();
    SearchQuery plain = query;
    plain.k = kAll;
    query.collect_matches = true;
    const SearchResult found = snapshot_->search(query);
    const SearchResult expected = snapshot_->search_exhaustive(plain);
    ASSERT_EQ(found.total, expected.total) << round;
    ASSERT_EQ(places_of(found.matches), places_of(expected.hits)) << round;
    ASSERT_EQ(snapshot_->count(found.matches), found.total);

    // The same at the same level without the filter, then filtered.
    SearchQuery open = query;
    open.filter = {};
    if (found.level == 0) continue;
    MatchSet narrowed = snapshot_->match(open, found.level);
    snapshot_->keep_matches(query.filter, narrowed);
    ASSERT_EQ(places_of(narrowed), places_of(found.matches)) << round;
  }
}

TEST_P(MatchProperty, X_01_CountsAreThoseOfAPlainLoop) {
  for (int round = 0; round < 60; ++round) {
    const auto result = snapshot_->browse(corpus_->filter(2), 0, true);
    const MatchedDocuments matches(*snapshot_, result.matches);
    ASSERT_EQ(matches.count(), result.total);
    for (const char* const name : {"brand", "category"}) {
      const std::size_t column = *snapshot_->column_index(name);
      std::map<std::string_view, std::uint64_t> expected;
      for (const auto& [segment, doc] : places_of(result.matches)) {
        const auto values = snapshot_->keywords({segment, doc}, column);
        for (const auto value : std::set(values.begin(), values.end())) ++expected[value];
      }
      const auto counted = count_values(matches, column, 1000);
      ASSERT_EQ(counted.distinct, expected.size());
      for (const auto& value : counted.values)
        ASSERT_EQ(value.count, expected.at(value.value)) << value.value;
      const auto some = count_values(matches, column, 3);
      ASSERT_EQ(some.values.size(), std::min<std::size_t>(3, expected.size()));
      for (std::size_t i = 0; i < some.values.size(); ++i)
        ASSERT_EQ(some.values[i].value, counted.values[i].value);
    }
    NumberStats expected;
    std::map<std::int64_t, std::uint64_t> buckets;
    for (const auto& [segment, doc] : places_of(result.matches)) {
      const double price = snapshot_->number({segment, doc}, kPrice);
      if (std::isnan(price)) continue;
      expected.min = expected.count == 0 ? price : std::min(expected.min, price);
      expected.max = expected.count == 0 ? price : std::max(expected.max, price);
      expected.sum += price;
      ++expected.count;
      ++buckets[static_cast<std::int64_t>(std::floor(price / 7.0))];
    }
    const auto stats = number_stats(matches, kPrice);
    ASSERT_EQ(stats.count, expected.count);
    ASSERT_EQ(stats.min, expected.min);
    ASSERT_EQ(stats.max, expected.max);
    ASSERT_EQ(stats.sum, expected.sum);
    ASSERT_EQ(histogram(matches, kPrice, 7.0), buckets);
  }
}

TEST_P(MatchProperty, X_01_SortingAndPagingEqualASortOfEverything) {
  for (int round = 0; round < 40; ++round) {
    const auto result = snapshot_->browse(corpus_->filter(1), 0, true);
    const MatchedDocuments matches(*snapshot_, result.matches);
    std::vector<SortKey> keys;
    keys.push_back({.kind = SortKey::Kind::column, .descending = rng().chance(0.5), .column = kPrice});
    if (rng().chance(0.7))
      keys.push_back({.kind = SortKey::Kind::column,
                      .descending = rng().chance(0.5),
                      .column = *snapshot_->column_index("brand")});
    if (rng().chance(0.5))
      keys.push_back({.kind = SortKey::Kind::boost, .descending = true, .filter = corpus_->filter(0)});
    keys.push_back({.kind = SortKey::Kind::column, .descending = true, .column = kRating});
    if (rng().chance(0.5)) std::swap(keys.front(), keys.back());

    auto expected = sort_matches(matches, keys, kAll);
    ASSERT_EQ(expected.size(), result.total);
    for (std::size_t i = 1; i < expected.size(); ++i) {
      ASSERT_TRUE(comes_before(keys, expected[i - 1].place, expected[i].place));
      if (keys[0].column != kPrice || keys[0].kind != SortKey::Kind::column) continue;
      const double before = snapshot_->number(expected[i - 1].doc, kPrice);
      const double here = snapshot_->number(expected[i].doc, kPrice);
      ASSERT_TRUE(std::isnan(here) || (keys[0].descending ? before >= here : before <= here))
          << "missing ones come last, in both directions";
    }
    std::optional<SortPlace> after;
    std::size_t seen = 0;
    while (true) {
      const auto page = sort_matches(matches, keys, 7, after);
      if (page.empty()) break;
      for (const auto& document : page) ASSERT_EQ(document.doc, expected[seen++].doc);
      after = page.back().place;
    }
    ASSERT_EQ(seen, expected.size());
  }
}

TEST_P(MatchProperty, X_01_RandomOrderFollowsItsSeedAlone) {
  const auto result = snapshot_->browse({}, 0, true);
  const MatchedDocuments matches(*snapshot_, result.matches);
  const auto draw = [&](std::uint64_t seed) {
    const SortKey key{.kind = SortKey::Kind::random, .seed = seed};
    std::vector<std::uint32_t> items;
    for (const auto& document : sort_matches(matches, std::span(&key, 1), kAll))
      items.push_back(document.place.item.value);
    return items;
  };
  EXPECT_EQ(draw(42), draw(42));
  if (result.total > 20) {
    EXPECT_NE(draw(42), draw(43));
  }
}

INSTANTIATE_TEST_SUITE_P(Corpora, MatchProperty,
                         testing::Values(Shape{21, 1, 1, 20, 0.0}, Shape{22, 127, 1, 60, 0.2},
                                         Shape{23, 300, 5, 60, 0.1}, Shape{24, 2000, 3, 300, 0.3},
                                         Shape{25, 9000, 1, 100, 0.0}, Shape{26, 9000, 2, 3000, 0.5},
                                         Shape{27, 9000, 2, 3000, 0.5, false}),
                         [](const auto& shape) { return "seed" + std::to_string(shape.param.seed); });

/// A clock that goes one millisecond further each time that it is looked at.
TEST(Deadline, X_09_KeepsWhatItHasGatheredAlsoOfOneWord) {
  RandomCorpus corpus(5, 50);
  const auto snapshot = make_snapshot(corpus, {5, 60'000, 1, 50, 0.0});
  SearchQuery query;
  query.words.push_back({"w0", {{"w0", 1.0F}}, false, 0, 0});
  query.k = 10'000;
  for (int looks = 1; looks < 8; ++looks) {
    base::SteadyClock::time_point now;
    base::Deadline deadline(looks, [&now] { return now += std::chrono::milliseconds(1); });
    query.deadline = &deadline;
    const SearchResult part = snapshot.search(query);
    EXPECT_TRUE(part.partial);
    if (looks > 2) {
      EXPECT_GT(part.hits.size(), 1'000U) << "what 32 blocks of postings gave";
    }
  }
}

TEST(Deadline, X_09_StopsASearchWithWhatItFound) {
  RandomCorpus corpus(5, 50);
  const auto snapshot = make_snapshot(corpus, {5, 60'000, 2, 50, 0.0});
  SearchQuery query;
  for (const char* const word : {"w0", "w1", "w2"})
    query.words.push_back({word, {{word, 1.0F}}, false, 0, 0});
  query.min_matches = kAll;
  query.k = 20;
  const SearchResult whole = snapshot.search(query);
  EXPECT_FALSE(whole.partial);
  base::SteadyClock::time_point now;
  base::Deadline deadline(5.0, [&now] { return now += std::chrono::milliseconds(1); });
  query.deadline = &deadline;
  query.collect_matches = true;
  const SearchResult part = snapshot.search(query);
  EXPECT_TRUE(part.partial);
  EXPECT_LT(part.total, whole.total);
  EXPECT_EQ(snapshot.count(part.matches), part.total);
  EXPECT_GT(part.total, 0U);
  EXPECT_EQ(part.hits.size(), std::min<std::size_t>(20, part.total));

  base::Deadline late(0.0, [&now] { return now; });
  query.deadline = &late;
  const SearchResult nothing = snapshot.search(query);
  EXPECT_TRUE(nothing.partial);
}

}  // namespace
}  // namespace khoj::index
