// The second half of SegmentWriter: the sections that hold documents rather than terms.
#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "base/background.hpp"
#include "base/hash.hpp"
#include "index/code_array.hpp"
#include "index/document_order.hpp"
#include "index/number_column.hpp"
#include "index/segment_writer.hpp"
#include "simd/bitset.hpp"

namespace khoj::index {
namespace {

/// One T a document, streamed to the sink in pieces.
template <typename T, typename Get>
base::Status write_array(SegmentSink& sink, std::uint32_t count, Get get) {
  std::vector<T> piece;
  piece.reserve(4096);
  for (std::uint32_t doc = 0; doc < count; ++doc) {
    piece.push_back(get(doc));
    if (piece.size() == 4096) {
      KHOJ_TRY(sink.write(as_raw(piece)));
      piece.clear();
    }
  }
  return sink.write(as_raw(piece));
}

/// The section keyword_rows: the different sets of ordinals, and which of them each document has.
/// @param rows where a document's ordinals begin, and the end.
Bytes encode_rows(const std::vector<std::uint32_t>& rows, const std::vector<std::uint32_t>& ordinals) {
  const std::size_t docs = rows.size() - 1;
  std::unordered_map<std::string_view, std::uint32_t> sets;  // The key is the ordinals' bytes.
  std::vector<std::uint32_t> begins = {0};
  std::vector<std::uint32_t> members;
  std::vector<std::uint32_t> codes(docs);
  for (std::size_t doc = 0; doc < docs; ++doc) {
    const std::uint32_t* const first = ordinals.data() + rows[doc];
    const std::size_t size = rows[doc + 1] - rows[doc];
    const std::string_view key(reinterpret_cast<const char*>(first), size * sizeof *first);
    const auto [place, is_new] = sets.try_emplace(key, static_cast<std::uint32_t>(sets.size()));
    codes[doc] = place->second;
    if (!is_new) continue;
    members.insert(members.end(), first, first + size);
    begins.push_back(static_cast<std::uint32_t>(members.size()));
  }
  // Where nearly every document has a set of its own, codes would only cost.
  const bool has_codes = sets.size() * 2 <= docs || sets.size() <= 1U << 16U;
  Bytes out;
  if (!has_codes) {
    put(out, KeywordRowsHeader{0, static_cast<std::uint32_t>(docs)});
    put_bytes(out, rows.data(), rows.size() * 4);
    put_bytes(out, ordinals.data(), ordinals.size() * 4);
    return out;
  }
  const std::uint32_t width = code_width(sets.size());
  put(out, KeywordRowsHeader{width, static_cast<std::uint32_t>(sets.size())});
  put_bytes(out, begins.data(), begins.size() * 4);
  put_bytes(out, members.data(), members.size() * 4);
  put_codes(out, codes, width);
  return out;
}

}  // namespace

base::Status SegmentWriter::write_documents(const DocumentSource& documents, const std::stop_token& stop) {
  const auto array = [&](Section section, std::size_t number, auto get) -> base::Status {
    using T = decltype(get(0U));
    KHOJ_TRY(sink_->begin_section());
    KHOJ_TRY(write_array<T>(*sink_, doc_count_, get));
    sections_.push_back(sink_->end_section(section, static_cast<std::uint32_t>(number)));
    return {};
  };
  KHOJ_TRY(array(Section::items, 0, [&](std::uint32_t doc) { return documents.item(doc); }));
  {
    std::vector<ItemSlot> slots(doc_count_);
    for (std::uint32_t doc = 0; doc < doc_count_; ++doc) slots[doc] = {documents.item(doc), doc};
    std::sort(slots.begin(), slots.end(),
              [](const ItemSlot& a, const ItemSlot& b) { return a.item < b.item; });
    KHOJ_TRY(write_section(Section::item_index, 0, as_raw(slots)));
  }
  KHOJ_TRY(array(Section::static_ranks, 0, [&](std::uint32_t doc) { return documents.static_rank(doc); }));
  if (!schema_->cluster_by.empty()) {
    DocumentOrder by_rank;
    const std::uint32_t all = by_rank.cluster_of({});
    by_rank.reserve(doc_count_);
    for (std::uint32_t doc = 0; doc < doc_count_; ++doc)
      by_rank.add(all, documents.static_rank(doc), documents.item(doc));
    const std::vector<std::uint32_t> order = by_rank.take();
    std::vector<std::uint32_t> places(doc_count_);
    for (std::uint32_t place = 0; place < doc_count_; ++place) places[order[place]] = place;
    KHOJ_TRY(write_section(Section::by_rank, 0, as_raw(order)));
    KHOJ_TRY(write_section(Section::rank_places, 0, as_raw(places)));
  }
  for (std::size_t field = 0; field < schema_->text.size(); ++field) {
    KHOJ_TRY(array(Section::field_lengths, field,
                   [&](std::uint32_t doc) { return documents.field_length(field, doc); }));
  }
  const std::size_t numbers = count_columns(*schema_, ColumnType::number);
  for (std::size_t slot = 0; slot < numbers; ++slot) {
    KHOJ_TRY(base::unless_stopped(stop));
    std::vector<double> numbers_of_all(doc_count_);
    for (std::uint32_t doc = 0; doc < doc_count_; ++doc) numbers_of_all[doc] = documents.number(slot, doc);
    KHOJ_TRY(write_section(Section::numbers, static_cast<std::uint32_t>(slot),
                           as_raw(encode_numbers(numbers_of_all))));
  }
  const std::size_t keywords = count_columns(*schema_, ColumnType::keyword);
  for (std::size_t slot = 0; slot < keywords; ++slot) {
    KHOJ_TRY(base::unless_stopped(stop));
    KHOJ_TRY(write_keywords(documents, static_cast<std::uint32_t>(slot)));
  }

  KHOJ_TRY(sink_->begin_section());
  std::vector<std::uint64_t> offsets = {0};
  offsets.reserve(doc_count_ + std::size_t{1});
  for (std::uint32_t doc = 0; doc < doc_count_; ++doc) {
    const std::string_view blob = documents.stored(doc);
    KHOJ_TRY(sink_->write(std::as_bytes(std::span(blob))));
    offsets.push_back(offsets.back() + blob.size());
  }
  sections_.push_back(sink_->end_section(Section::stored, 0));
  return write_section(Section::stored_offsets, 0, as_raw(offsets));
}

base::Status SegmentWriter::write_keywords(const DocumentSource& documents, std::uint32_t slot) {
  // Values get numbers as they come, then their places in the sorted dictionary.
  std::unordered_map<std::string, std::uint32_t, base::StringHash, std::equal_to<>> numbers;
  std::vector<const std::string*> values;
  std::vector<std::uint32_t> rows = {0};
  rows.reserve(doc_count_ + std::size_t{1});
  std::vector<std::uint32_t> ordinals;
  std::vector<std::string_view> of_doc;
  for (std::uint32_t doc = 0; doc < doc_count_; ++doc) {
    documents.keywords(slot, doc, of_doc);
    const std::size_t begin = ordinals.size();
    for (const std::string_view value : of_doc) {
      auto found = numbers.find(value);
      if (found == numbers.end()) {
        found = numbers.emplace(value, static_cast<std::uint32_t>(values.size())).first;
        values.push_back(&found->first);
      }
      const auto already = ordinals.begin() + static_cast<std::ptrdiff_t>(begin);
      if (std::find(already, ordinals.end(), found->second) == ordinals.end())
        ordinals.push_back(found->second);
    }
    rows.push_back(static_cast<std::uint32_t>(ordinals.size()));
  }
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return *values[a] < *values[b]; });
  std::vector<std::uint32_t> place(values.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  for (auto& ordinal : ordinals) ordinal = place[ordinal];
  for (std::uint32_t doc = 0; doc < doc_count_; ++doc) {
    std::sort(ordinals.begin() + rows[doc], ordinals.begin() + rows[doc + 1]);
  }

  Bytes dictionary;
  const auto count = static_cast<std::uint32_t>(values.size());
  put(dictionary, count);
  std::uint32_t offset = 0;
  put(dictionary, offset);
  for (const std::uint32_t i : order)
    put(dictionary, offset += static_cast<std::uint32_t>(values[i]->size()));
  for (const std::uint32_t i : order) put_bytes(dictionary, values[i]->data(), values[i]->size());
  KHOJ_TRY(write_section(Section::keyword_values, slot, as_raw(dictionary)));

  KHOJ_TRY(write_section(Section::keyword_rows, slot, as_raw(encode_rows(rows, ordinals))));

  // Documents by value: a counting sort of (value, document), which keeps documents in order.
  std::vector<std::uint32_t> begins(count + std::size_t{1});
  for (const std::uint32_t ordinal : ordinals) ++begins[ordinal + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<std::uint32_t> docs(ordinals.size());
  std::vector<std::uint32_t> next = begins;
  for (std::uint32_t doc = 0; doc < doc_count_; ++doc) {
    for (std::uint32_t i = rows[doc]; i < rows[doc + 1]; ++i) docs[next[ordinals[i]]++] = doc;
  }
  std::vector<KeywordEntry> entries(count);
  Bytes data;
  const std::size_t words = simd::words_for(doc_count_);
  std::vector<std::uint64_t> bits;
  for (std::uint32_t value = 0; value < count; ++value) {
    const std::uint32_t df = begins[value + 1] - begins[value];
    const bool is_bitset = is_dense(df, doc_count_);
    entries[value] = {count * sizeof(KeywordEntry) + data.size(), df, is_bitset ? 1U : 0U};
    const std::uint32_t* const list = docs.data() + begins[value];
    if (is_bitset) {
      bits.assign(words, 0);
      for (std::uint32_t i = 0; i < df; ++i) simd::set_bit(bits.data(), list[i]);
      put_bytes(data, bits.data(), words * 8);
    } else {
      put_bytes(data, list, std::size_t{df} * 4);
      data.resize((data.size() + 7) / 8 * 8);
    }
  }
  KHOJ_TRY(sink_->begin_section());
  KHOJ_TRY(sink_->write(as_raw(entries)));
  KHOJ_TRY(sink_->write(as_raw(data)));
  sections_.push_back(sink_->end_section(Section::keyword_postings, slot));
  return {};
}

}  // namespace khoj::index
