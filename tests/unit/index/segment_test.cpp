// What goes into a segment comes out again, from a builder and from a merge; what is damaged does not open.
#include <fstream>

#include <gtest/gtest.h>

#include "corpus.hpp"
#include "index/segment_merger.hpp"
#include "index/segment_reader.hpp"

namespace khoj::index {
namespace {

using testing_support::OwnedDocument;
using testing_support::RandomCorpus;
using testing_support::seal;

OwnedDocument simple(std::uint32_t item, std::string title, float rank) {
  OwnedDocument out;
  out.item = item;
  out.text = {std::move(title), "", ""};
  out.static_rank = rank;
  return out;
}

TEST(Segment, OrdersDocumentsByRankThenItem) {
  const Schema schema = testing_support::make_schema();
  SegmentBuilder builder(schema);
  add_to(builder, simple(7, "red shoe", 0.1F));
  add_to(builder, simple(3, "red bag", 0.9F));
  add_to(builder, simple(5, "blue shoe", 0.1F));
  const auto reader = seal(builder, schema);
  EXPECT_EQ(std::vector(reader->items().begin(), reader->items().end()),
            (std::vector<std::uint32_t>{3, 5, 7}));
  EXPECT_EQ(reader->find(domain::ItemId(7)), 2U);
  EXPECT_FALSE(reader->find(domain::ItemId(4)));
  EXPECT_TRUE(builder.empty());
}

TEST(Segment, ClustersDocumentsByTheirValues) {
  const Schema schema = testing_support::make_schema();
  SegmentBuilder builder(schema);
  const auto add = [&](std::uint32_t item, float rank, std::vector<std::string> categories) {
    OwnedDocument document = simple(item, "shoe", rank);
    document.categories = std::move(categories);
    add_to(builder, document);
  };
  add(1, 0.3F, {"shoes", "running"});
  add(2, 0.9F, {"bags"});
  add(3, 0.5F, {"running", "shoes", "shoes"});
  add(4, 0.8F, {});
  add(5, 0.1F, {"bags"});
  const auto reader = seal(builder, schema);
  EXPECT_EQ(std::vector(reader->items().begin(), reader->items().end()),
            (std::vector<std::uint32_t>{4, 2, 5, 3, 1}));
  std::vector<std::uint32_t> by_rank;
  for (std::uint32_t place = 0; place < reader->doc_count(); ++place) {
    EXPECT_EQ(reader->rank_place(reader->doc_at_rank(place)), place);
    by_rank.push_back(reader->items()[reader->doc_at_rank(place)]);
  }
  EXPECT_EQ(by_rank, (std::vector<std::uint32_t>{2, 4, 3, 1, 5}));
}

TEST(Schema, ClustersOnlyByAKeywordColumn) {
  Schema schema = testing_support::make_schema();
  EXPECT_TRUE(validate(schema));
  for (const char* const name : {"price", "missing"}) {
    schema.cluster_by = name;
    EXPECT_EQ(validate(schema).error().code, base::ErrorCode::invalid_argument) << name;
  }
}

TEST(Segment, AReplacedDocumentIsThereOnce) {
  const Schema schema = testing_support::make_schema();
  SegmentBuilder builder(schema);
  add_to(builder, simple(1, "old", 0.5F));
  add_to(builder, simple(2, "gone", 0.5F));
  add_to(builder, simple(1, "new", 0.5F));
  EXPECT_TRUE(builder.remove(domain::ItemId(2)));
  EXPECT_FALSE(builder.remove(domain::ItemId(2)));
  const auto reader = seal(builder, schema);
  EXPECT_EQ(reader->doc_count(), 1U);
  EXPECT_TRUE(reader->terms().find("new"));
  EXPECT_FALSE(reader->terms().find("old"));
  EXPECT_FALSE(reader->terms().find("gone"));
}

TEST(Segment, KeepsColumnsAndBlobs) {
  const Schema schema = testing_support::make_schema();
  SegmentBuilder builder(schema);
  RandomCorpus corpus(11, 50);
  std::vector<OwnedDocument> documents;
  for (std::uint32_t item = 0; item < 700; ++item) {
    documents.push_back(corpus.document(item));
    add_to(builder, documents.back());
  }
  const auto reader = seal(builder, schema);
  for (const OwnedDocument& expected : documents) {
    const auto doc = reader->find(domain::ItemId(expected.item));
    ASSERT_TRUE(doc);
    EXPECT_EQ(reader->stored(*doc), expected.stored);
    EXPECT_EQ(reader->static_ranks()[*doc], expected.static_rank);
    EXPECT_EQ(reader->numbers(1).at(*doc), expected.rating);
    if (std::isnan(expected.price)) {
      EXPECT_TRUE(std::isnan(reader->numbers(0).at(*doc)));
    } else {
      EXPECT_EQ(reader->numbers(0).at(*doc), expected.price);
    }
    std::vector<std::string> categories;
    for (const auto ordinal : reader->keywords(1).row(*doc))
      categories.emplace_back(reader->keywords(1).value(ordinal));
    std::vector<std::string> wanted = expected.categories;
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    EXPECT_EQ(categories, wanted);
  }
}

TEST(Segment, RefusesDocumentsThatDoNotFitTheSchema) {
  SegmentBuilder builder(testing_support::make_schema());
  OwnedDocument document = simple(1, "a", 0.5F);
  const std::vector<std::span<const text::Token>> fields(3);
  Document view = document.view();
  view.numbers.pop_back();
  EXPECT_EQ(builder.add(view, fields).error().code, base::ErrorCode::invalid_argument);
  view = document.view();
  EXPECT_EQ(builder.add(view, std::span(fields).first(2)).error().code, base::ErrorCode::invalid_argument);
  view.static_rank = std::nanf("");
  EXPECT_EQ(builder.add(view, fields).error().code, base::ErrorCode::invalid_argument);
  EXPECT_TRUE(builder.empty());
}

/// All postings of a segment as text: terms, items, impacts, payloads.
std::string dump(const SegmentReader& reader) {
  std::string out;
  for (TermDictionary::Iterator term(reader.terms()); !term.at_end(); term.next()) {
    out += term.term() + ":";
    for (PostingCursor cursor(reader.postings(term.ordinal())); cursor.doc() != kNoMoreDocs; cursor.next()) {
      out += fmt::format(" {}/{}", reader.items()[cursor.doc()], cursor.impact());
    }
    out += fmt::format(" {:02x}\n", fmt::join(reader.positions(term.ordinal()), ""));
  }
  return out;
}

TEST(SegmentMerger, GivesWhatBuildingInOneGoGives) {
  const Schema schema = testing_support::make_schema();
  RandomCorpus corpus(12, 400);
  SegmentBuilder whole(schema);
  SegmentBuilder part(schema);
  std::vector<std::shared_ptr<const Segment>> parts;
  for (std::uint32_t item = 0; item < 3000; ++item) {
    const OwnedDocument document = corpus.document(item);
    add_to(part, document);
    const bool dies = item % 7 == 0;
    if (!dies) add_to(whole, document);
    if (item % 701 == 700 || item == 2999) {
      const auto reader = seal(part, schema);
      auto live = std::make_shared<LiveDocs>(reader->doc_count());
      for (std::uint32_t doc = 0; doc < reader->doc_count(); ++doc) {
        if (reader->items()[doc] % 7 == 0) live->remove(doc);
      }
      parts.push_back(std::make_shared<const Segment>(reader, live));
    }
  }
  SegmentSink sink = SegmentSink::to_memory();
  ASSERT_TRUE(merge_segments(schema, parts, {}, sink));
  SegmentSink sink_whole = SegmentSink::to_memory();
  ASSERT_TRUE(whole.write({}, sink_whole));
  std::stop_source stopped;
  stopped.request_stop();
  SegmentSink unused = SegmentSink::to_memory();
  EXPECT_EQ(merge_segments(schema, parts, {}, unused, stopped.get_token()).error().code,
            base::ErrorCode::cancelled);
  const SegmentBytes merged = sink.take_bytes();
  const SegmentBytes built = sink_whole.take_bytes();
  EXPECT_EQ(dump(**SegmentReader::from_bytes("merged", merged, schema)),
            dump(**SegmentReader::from_bytes("built", built, schema)));
  EXPECT_EQ(merged, built);
}

TEST(SegmentCorruption, AnyFlippedByteIsRefused) {
  const Schema schema = testing_support::make_schema();
  RandomCorpus corpus(13, 30);
  SegmentBuilder builder(schema);
  for (std::uint32_t item = 0; item < 12; ++item) add_to(builder, corpus.document(item));
  SegmentSink sink = SegmentSink::to_memory();
  ASSERT_TRUE(builder.write({}, sink));
  const SegmentBytes good = sink.take_bytes();
  ASSERT_TRUE(SegmentReader::from_bytes("good", good, schema));
  for (std::size_t i = 0; i < good.size(); ++i) {
    SegmentBytes bad = good;
    bad[i] ^= std::byte{0x10};
    const auto reader = SegmentReader::from_bytes("some.seg", std::move(bad), schema);
    ASSERT_FALSE(reader) << "byte " << i;
    ASSERT_TRUE(reader.error().code == base::ErrorCode::corruption ||
                reader.error().code == base::ErrorCode::unsupported)
        << reader.error().describe();
    ASSERT_EQ(reader.error().context, "some.seg");
  }
  for (std::size_t size = 0; size < good.size(); size += 7) {
    const auto reader = SegmentReader::from_bytes(
        "cut", SegmentBytes(good.begin(), good.begin() + static_cast<long>(size)), schema);
    ASSERT_FALSE(reader) << size;
    ASSERT_EQ(reader.error().code, base::ErrorCode::corruption);
  }
}

TEST(SegmentCorruption, AnotherSchemaIsAFailedPrecondition) {
  Schema schema = testing_support::make_schema();
  SegmentBuilder builder(schema);
  add_to(builder, simple(1, "a b", 0.5F));
  SegmentSink sink = SegmentSink::to_memory();
  ASSERT_TRUE(builder.write({}, sink));
  schema.text[0].weight = 5.0F;
  EXPECT_EQ(SegmentReader::from_bytes("x", sink.take_bytes(), schema).error().code,
            base::ErrorCode::unsupported);
}

}  // namespace
}  // namespace khoj::index
