// Opens arbitrary bytes as a segment, checksums aside, and reads what opens in every way: the structure that is
// validated at opening must keep every read in bounds. The schema is one of those of
// tests/unit/index/golden_test.cpp.
#include <cstddef>
#include <cstdint>
#include <memory>

#include "index/index_snapshot.hpp"
#include "index/segment.hpp"
#include "index/segment_merger.hpp"

namespace {

using namespace khoj;

index::Schema golden_schema(const char* cluster_by) {
  text::AnalyzerOptions analyzer;
  analyzer.tokenizer = "standard";
  analyzer.stemmers = {"english"};
  analyzer.stop_word_languages = {"english"};
  analyzer.transliterate = false;
  index::Schema schema;
  schema.text = {{"title", 3.0F, 0.6F, analyzer}, {"description", 1.0F, 0.75F, analyzer}};
  schema.columns = {{"price", index::ColumnType::number}, {"brand", index::ColumnType::keyword}};
  schema.cluster_by = cluster_by;
  return schema;
}

index::SearchQuery make_query(std::initializer_list<const char*> terms, bool coordination) {
  index::SearchQuery query;
  for (const char* const term : terms) query.words.push_back({term, {{term, 1.0F}}, false, 0, 0});
  query.coordination = coordination;
  query.min_matches = 100;
  query.filter =
      index::FilterExpression::any_of({index::FilterExpression::range("price", 0, 1e9),
                                       index::FilterExpression::keyword("brand", {"acme", "zeta"})});
  return query;
}

void read(const std::byte* bytes, std::size_t size, const index::Schema& schema) {
  const auto reader = index::SegmentReader::from_bytes("fuzz", {bytes, bytes + size}, schema,
                                                       index::SegmentReader::Checks::structure);
  if (!reader) return;
  const auto segment = std::make_shared<const index::Segment>(*reader, nullptr);
  const index::IndexSnapshot snapshot(schema, {segment}, domain::ChangeSeq(1));
  for (const bool coordination : {true, false}) {
    for (const auto& query :
         {make_query({"shoe"}, coordination), make_query({"red", "shoe", "bag"}, coordination)}) {
      for (const index::Hit& hit : snapshot.search(query).hits) {
        static_cast<void>(snapshot.explain(query, hit.doc));
        static_cast<void>(snapshot.stored(hit.doc).size());
        static_cast<void>(snapshot.keywords(hit.doc, 1).size());
      }
      static_cast<void>(snapshot.search_exhaustive(query));
    }
  }
  static_cast<void>(snapshot.browse({}, 10));
  index::SegmentSink sink = index::SegmentSink::to_memory();
  static_cast<void>(index::merge_segments(schema, std::vector{segment}, {}, sink));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const index::Schema plain = golden_schema("");
  static const index::Schema clustered = golden_schema("brand");
  const auto* const bytes = reinterpret_cast<const std::byte*>(data);
  read(bytes, size, plain);
  read(bytes, size, clustered);
  return 0;
}
