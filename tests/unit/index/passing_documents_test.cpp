// Looking products up by their numbers, whatever numbers are missing, and asking for a filter once instead of every time.
#include "index/passing_documents.hpp"

#include <set>

#include <gtest/gtest.h>

#include "corpus.hpp"

namespace khoj::index {
namespace {

using testing_support::RandomCorpus;

TEST(SegmentReaderFind, FindsEachItemWhateverLiesBetween) {
  RandomCorpus corpus(1, 50);
  const auto schema = testing_support::make_schema(false);
  for (const std::uint32_t gap : {1U, 2U, 5U, 1'000U, 50'000'000U}) {
    std::set<std::uint32_t> items;
    auto item = static_cast<std::uint32_t>(corpus.rng().below(100));
    while (items.size() < 40) {
      items.insert(item);
      // Mostly one after the other, as products come.
      item += corpus.rng().chance(0.7) ? 1U : 1U + static_cast<std::uint32_t>(corpus.rng().below(gap));
    }
    SegmentBuilder builder(schema);
    for (const auto number : items) testing_support::add_to(builder, corpus.document(number));
    const auto reader = testing_support::seal(builder, schema);
    for (const auto number : items) {
      for (const std::uint32_t near : {number - 2U, number - 1U, number, number + 1U, number + 2U}) {
        const auto doc = reader->find(domain::ItemId(near));
        ASSERT_EQ(doc.has_value(), items.contains(near)) << near << " with gaps of " << gap;
        if (doc) {
          ASSERT_EQ(reader->items()[*doc], near);
        }
      }
    }
    EXPECT_FALSE(reader->find(domain::ItemId(0xFFFF'FFFF)));
  }
}

TEST(PassingDocuments, SayWhatTheSnapshotSays) {
  RandomCorpus corpus(2, 50);
  const auto snapshot = testing_support::make_snapshot(
      corpus, {.seed = 2, .documents = 500, .segments = 3, .vocabulary = 50, .deleted = 0.2});
  for (int round = 0; round < 50; ++round) {
    const auto filter = corpus.query().filter;
    const PassingDocuments passing(snapshot, filter);
    for (std::uint32_t item = 0; item < 600; ++item) {
      auto expected = snapshot.find(domain::ItemId(item));
      if (expected && !snapshot.passes(filter, *expected)) expected.reset();
      ASSERT_EQ(passing.find(domain::ItemId(item)), expected) << filter.canonical() << " " << item;
    }
  }
}

}  // namespace
}  // namespace khoj::index
