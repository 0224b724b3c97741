// Segments of every format version, written once and kept: they must open for ever and give the same answers. Only a new
// version gets a new file. To write one, run this test with KHOJ_WRITE_GOLDEN=1 from the project's root.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "corpus.hpp"

namespace khoj::index {
namespace {

std::filesystem::path file_of(std::uint32_t version) {
  return fmt::format("tests/golden/index-segment-v{}.seg", version);
}

/// Everything said out loud: defaults may change, these schemas must not. Documents are in clusters since version 3.
Schema golden_schema(std::uint32_t version) {
  text::AnalyzerOptions analyzer;
  analyzer.tokenizer = "standard";
  analyzer.stemmers = {"english"};
  analyzer.stop_word_languages = {"english"};
  analyzer.transliterate = false;
  Schema schema;
  schema.k1 = 1.2F;
  schema.text = {{"title", 3.0F, 0.6F, analyzer}, {"description", 1.0F, 0.75F, analyzer}};
  schema.columns = {{"price", ColumnType::number}, {"brand", ColumnType::keyword}};
  if (version >= 3) schema.cluster_by = "brand";
  return schema;
}

SegmentBytes write_golden() {
  SegmentBuilder builder(golden_schema(kSegmentVersion));
  const auto add = [&](std::uint32_t item, const std::string& title, const std::string& description,
                       double price, const std::string& brand, float rank) {
    Document document;
    document.item = domain::ItemId(item);
    document.numbers = {price};
    document.keywords = {{brand}};
    document.stored = title;
    document.static_rank = rank;
    const auto title_tokens = testing_support::tokens_of(title);
    const auto description_tokens = testing_support::tokens_of(description);
    const std::vector<std::span<const text::Token>> fields = {title_tokens, description_tokens};
    EXPECT_TRUE(builder.add(document, fields));
  };
  add(11, "red running shoe", "light shoe for the road", 1999.0, "acme", 0.5F);
  add(12, "blue running shoe", "shoe", 2999.0, "zeta", 0.9F);
  add(13, "red bag", "a bag for a running shoe", std::nan(""), "acme", 0.5F);
  add(14, "कुर्ता red", "cotton", 799.0, "zeta", 0.1F);
  SegmentSink sink = SegmentSink::to_memory();
  EXPECT_TRUE(builder.write({}, sink));
  return sink.take_bytes();
}

SearchQuery query(std::initializer_list<std::string> terms) {
  SearchQuery out;
  for (const std::string& term : terms) out.words.push_back({term, {{term, 1.0F}}, false, 0, 0});
  return out;
}

class Golden : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Golden, OpensAndAnswers) {
  const auto file = file_of(GetParam());
  if (std::getenv("KHOJ_WRITE_GOLDEN") != nullptr && GetParam() == kSegmentVersion) {
    const SegmentBytes bytes = write_golden();
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  ASSERT_TRUE(std::filesystem::exists(file)) << "run from the project's root";
  EXPECT_LE(std::filesystem::file_size(file), 4096U);
  const Schema schema = golden_schema(GetParam());
  const auto reader = SegmentReader::open(file, schema);
  ASSERT_TRUE(reader) << reader.error().describe();
  const IndexSnapshot snapshot(schema, {std::make_shared<const Segment>(*reader, nullptr)},
                               domain::ChangeSeq(1));
  EXPECT_EQ(snapshot.doc_count(), 4U);
  EXPECT_EQ(snapshot.doc_frequency("shoe"), 3U);

  const SearchResult found = snapshot.search(query({"red", "shoe"}));
  ASSERT_EQ(found.hits.size(), 2U);
  EXPECT_EQ(found.hits[0].item.value, 11U);
  EXPECT_EQ(found.hits[1].item.value, 13U);
  EXPECT_EQ(snapshot.stored(found.hits[0].doc), "red running shoe");
  // By hand: idf = ln(1 + 1.5 / 3.5) for both; impacts 176 and 188 of 255.
  EXPECT_NEAR(found.hits[0].score, 0.50914F, 0.00001F);
  EXPECT_EQ(snapshot.number(found.hits[0].doc, 0), 1999.0);
  EXPECT_TRUE(std::isnan(snapshot.number(found.hits[1].doc, 0)));
  EXPECT_EQ(snapshot.keywords(found.hits[0].doc, 1), (std::vector<std::string_view>{"acme"}));
  EXPECT_EQ(snapshot.search(query({"कुर्ता"})).hits.at(0).item.value, 14U);

  const SearchResult cheap = snapshot.browse(FilterExpression::range("price", 0, 2000), 10);
  ASSERT_EQ(cheap.total, 2U);
  EXPECT_EQ(cheap.hits[0].item.value, 11U);
}

INSTANTIATE_TEST_SUITE_P(EveryVersion, Golden, testing::Range(kOldestSegmentVersion, kSegmentVersion + 1));

}  // namespace
}  // namespace khoj::index
