// Khoj's index as a peer among others: the words of bench/peers' corpus in one segment, one text field, plain BM25. Every
// answer counts all matches exactly, which the other engines' fastest modes do not. --check asks that many of the queries
// of the scorer that reads every document too, and fails unless both give the same to the bit. A segment that is in the index folder already is used
// as it is, for profiling.
#include <bit>
#include <cstring>
#include <memory>

#include "../measure.hpp"
#include "index/index_snapshot.hpp"
#include "index/segment.hpp"
#include "index/segment_builder.hpp"
#include "io/mapped_file.hpp"

namespace khoj::index {
namespace {

using peers::Ranking;

Schema one_field() {
  Schema schema;
  schema.text = {{"text", 1.0F, 0.75F, {}}};
  return schema;
}

template <typename T>
T need(base::Result<T> result) {
  if (!result) peers::fail(result.error().describe());
  return std::move(*result);
}
void need(const base::Status& status) {
  if (!status) peers::fail(status.error().describe());
}

void build(const std::filesystem::path& docs, const std::filesystem::path& segment) {
  const Schema schema = one_field();
  SegmentBuilder builder(schema);
  std::vector<text::Token> tokens;
  Document document;
  document.text = {""};
  std::uint32_t count = 0;
  peers::for_each_line(docs, [&](std::string_view line) {
    tokens.clear();
    std::uint32_t position = 0;
    peers::for_each_word(line, [&](std::string_view word) { tokens.push_back({word, position++, 0, 0}); });
    const std::span<const text::Token> field(tokens);
    document.item = domain::ItemId(++count);
    need(builder.add(document, std::span(&field, 1)));
  });
  SegmentSink sink = need(SegmentSink::to_file(segment));
  need(builder.write({}, sink));
}

/// The bytes of the sections that ranking reads: not positions, and nothing about the documents but lengths.
std::uint64_t ranking_bytes(const std::filesystem::path& segment) {
  const io::MappedFile file = need(io::MappedFile::open(segment));
  const std::span<const std::byte> bytes = file.bytes();
  SegmentTrailer trailer{};
  std::memcpy(&trailer, bytes.data() + bytes.size() - sizeof(trailer), sizeof(trailer));
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < trailer.section_count; ++i) {
    SectionEntry entry{};
    std::memcpy(&entry, bytes.data() + trailer.table_offset + i * sizeof(entry), sizeof(entry));
    if (entry.section <= static_cast<std::uint32_t>(Section::dense) ||
        entry.section == static_cast<std::uint32_t>(Section::field_lengths)) {
      sum += entry.size;
    }
  }
  return sum;
}

std::vector<SearchQuery> make_queries(const std::vector<std::vector<std::string>>& texts, bool all_words) {
  std::vector<SearchQuery> queries;
  for (const auto& words : texts) {
    SearchQuery query;
    query.k = 10;
    query.min_matches = 0;
    query.min_level = all_words ? static_cast<std::uint32_t>(words.size()) : 1;
    query.coordination = all_words;
    for (const std::string& word : words) query.words.push_back({word, {{word, 1.0F}}, false, 0, 0});
    queries.push_back(std::move(query));
  }
  return queries;
}

Ranking ranking_of(const SearchResult& result) {
  Ranking ranking;
  ranking.reserve(result.hits.size());
  for (const Hit& hit : result.hits) ranking.emplace_back(hit.item.value - 1, hit.score);
  return ranking;
}

/// Fails when the fast search and the exhaustive one differ in a document, a score's bit or the total.
void check(const IndexSnapshot& snapshot, const std::vector<SearchQuery>& queries, std::size_t wanted) {
  const std::size_t step = std::max<std::size_t>(queries.size() / std::max<std::size_t>(wanted, 1), 1);
  for (std::size_t i = 0; i < queries.size() && wanted > 0; i += step) {
    const SearchResult fast = snapshot.search(queries[i]);
    const SearchResult plain = snapshot.search_exhaustive(queries[i]);
    bool same = fast.total == plain.total && fast.hits.size() == plain.hits.size();
    for (std::size_t h = 0; same && h < fast.hits.size(); ++h) {
      same = fast.hits[h].item == plain.hits[h].item && std::bit_cast<std::uint32_t>(fast.hits[h].score) ==
                                                            std::bit_cast<std::uint32_t>(plain.hits[h].score);
    }
    if (!same) peers::fail("query " + std::to_string(i) + ": not what the exhaustive scorer gives");
  }
}

int run(const peers::Arguments& arguments, std::size_t checks) {
  const std::filesystem::path path = arguments.index / "khoj.seg";
  const peers::Stopwatch building;
  if (!std::filesystem::exists(path)) build(arguments.docs, path);
  const double build_s = building.elapsed_s();

  const Schema schema = one_field();
  const auto reader = need(SegmentReader::open(path, schema));
  std::uint64_t postings = 0;
  for (std::uint32_t term = 0; term < reader->terms().size(); ++term) postings += reader->doc_frequency(term);
  const IndexSnapshot snapshot(schema, {std::make_shared<const Segment>(reader, nullptr)},
                               domain::ChangeSeq(1));

  const auto texts = peers::read_queries(arguments.queries);
  std::string modes;
  for (const bool all_words : {false, true}) {
    const std::vector<SearchQuery> queries = make_queries(texts, all_words);
    check(snapshot, queries, checks);
    modes += "," + peers::measure(
                       arguments, all_words ? "conjunctive" : "disjunctive", queries.size(),
                       [&](std::size_t i) { return ranking_of(snapshot.search(queries[i])); },
                       peers::ranking_line);
  }
  std::printf(
      R"({"engine":"khoj","version":"%s","documents":%u,"postings":%llu,"build_s":%.3f,"index_bytes":%llu,"ranking_bytes":%llu%s})"
      "\n",
      KHOJ_VERSION, reader->doc_count(), static_cast<unsigned long long>(postings), build_s,
      static_cast<unsigned long long>(peers::folder_bytes(arguments.index)),
      static_cast<unsigned long long>(ranking_bytes(path)), modes.c_str());
  return 0;
}

}  // namespace
}  // namespace khoj::index

int main(int count, char** values) {
  std::size_t checks = 100;
  std::vector<char*> rest;
  for (int i = 0; i < count; ++i) {
    if (std::string_view(values[i]) == "--check" && i + 1 < count) {
      checks = std::strtoul(values[++i], nullptr, 10);
    } else {
      rest.push_back(values[i]);
    }
  }
  return khoj::index::run(khoj::peers::parse_arguments(static_cast<int>(rest.size()), rest.data()), checks);
}
