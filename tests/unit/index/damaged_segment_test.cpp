// Segments whose checksums were not looked at: what validation lets through must be safe to read, whatever it says.
// Meant for AddressSanitizer; tests/fuzz/segment_fuzz.cpp goes on from here.
#include <gtest/gtest.h>

#include "corpus.hpp"
#include "index/segment_merger.hpp"

namespace khoj::index {
namespace {

using testing_support::RandomCorpus;

/// Reads a segment in every way there is.
void exercise(const std::shared_ptr<const SegmentReader>& reader, const Schema& schema,
              RandomCorpus& corpus) {
  const auto segment = std::make_shared<const Segment>(reader, nullptr);
  const IndexSnapshot snapshot(schema, {segment}, domain::ChangeSeq(1));
  for (int i = 0; i < 4; ++i) {
    const SearchQuery query = corpus.query();
    const SearchResult result = snapshot.search(query);
    static_cast<void>(snapshot.search_exhaustive(query));
    for (const Hit& hit : result.hits) {
      static_cast<void>(snapshot.explain(query, hit.doc));
      static_cast<void>(snapshot.stored(hit.doc).size());
      static_cast<void>(snapshot.keywords(hit.doc, 3).size());
    }
  }
  static_cast<void>(snapshot.browse(corpus.filter(2), 10));
  SegmentSink sink = SegmentSink::to_memory();
  if (!merge_segments(schema, std::vector{segment}, {}, sink)) return;
  const auto merged = SegmentReader::from_bytes("merged", sink.take_bytes(), schema);
  EXPECT_TRUE(merged) << merged.error().describe();
}

TEST(DamagedSegment, IsRefusedOrSafe) {
  RandomCorpus corpus(21, 60);
  for (const std::uint32_t documents : {20U, 400U, 1100U}) {
    const Schema schema = testing_support::make_schema(documents != 400U);
    SegmentBuilder builder(schema);
    for (std::uint32_t item = 0; item < documents; ++item) add_to(builder, corpus.document(item));
    SegmentSink sink = SegmentSink::to_memory();
    ASSERT_TRUE(builder.write({}, sink));
    const SegmentBytes good = sink.take_bytes();
    int opened = 0;
    for (int round = 0; round < 1800; ++round) {
      SegmentBytes bad = good;
      for (std::int64_t n = corpus.rng().between(1, 4); n > 0; --n) {
        bad[corpus.rng().below(bad.size())] = static_cast<std::byte>(corpus.rng()());
      }
      const auto reader =
          SegmentReader::from_bytes("bad", std::move(bad), schema, SegmentReader::Checks::structure);
      if (!reader) continue;
      ++opened;
      exercise(*reader, schema, corpus);
    }
    EXPECT_GT(opened, 100);
  }
}

}  // namespace
}  // namespace khoj::index
