// The first half of SegmentReader: opening. Whatever the bytes are, what passes here can be read without further
// checks; what does not is an error of code corruption.
#include <algorithm>
#include <bit>
#include <cmath>

#include "base/hash.hpp"
#include "index/segment_reader.hpp"

namespace khoj::index {
namespace {

template <typename... Args>
auto corrupt(fmt::format_string<Args...> format, Args&&... args) {
  return base::fail(base::ErrorCode::corruption, format, std::forward<Args>(args)...);
}

bool all_zero(std::span<const std::uint8_t> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
}

}  // namespace

base::Status SegmentReader::load(const Schema& schema, Checks checks) {
  KHOJ_TRY(load_table(checks));

  KHOJ_ASSIGN(const auto summary, section(Section::summary));
  const std::size_t fields = schema.text.size();
  if (summary.size() < sizeof(SegmentSummary)) return corrupt("the summary is too short");
  std::memcpy(&summary_, summary.data(), sizeof(summary_));
  if (summary_.schema_fingerprint != fingerprint(schema)) {
    return base::fail(base::ErrorCode::unsupported, "was written for another schema");
  }
  if (summary_.text_fields != fields ||
      summary_.number_columns != count_columns(schema, ColumnType::number) ||
      summary_.keyword_columns != count_columns(schema, ColumnType::keyword)) {
    return corrupt("the summary does not fit the schema");
  }
  if (summary_.doc_count == 0 || summary_.doc_count > kMaxDocsPerSegment) {
    return corrupt("{} documents; a segment holds 1 to {}", summary_.doc_count, kMaxDocsPerSegment);
  }
  if (summary.size() != sizeof(SegmentSummary) + fields * 8) return corrupt("the summary has a wrong size");
  totals_.documents = summary_.doc_count;
  std::memcpy(totals_.tokens.data(), summary.data() + sizeof(SegmentSummary), fields * 8);
  KHOJ_TRY(load_terms());
  KHOJ_TRY(load_documents());
  return load_ranks(schema);
}

base::Status SegmentReader::load_table(Checks checks) {
  const std::size_t size = bytes_.size();
  if (size < kHeaderBytes + sizeof(SegmentTrailer))
    return corrupt("{} bytes are too few for a segment", size);
  SegmentHeader header;
  std::memcpy(&header, bytes_.data(), sizeof(header));
  SegmentTrailer trailer;
  std::memcpy(&trailer, bytes_.data() + size - sizeof(trailer), sizeof(trailer));
  if (header.magic != kSegmentMagic) return corrupt("does not begin as a segment does");
  if (trailer.magic != kSegmentMagic) return corrupt("does not end as a segment does; it may be cut off");
  if (header.version != trailer.version) return corrupt("two different versions");
  if (header.version < kOldestSegmentVersion || header.version > kSegmentVersion) {
    return base::fail(base::ErrorCode::unsupported,
                      "segment version {}; this program reads versions {} to {}", header.version,
                      kOldestSegmentVersion, kSegmentVersion);
  }
  version_ = header.version;
  const std::uint64_t table_bytes = std::uint64_t{trailer.section_count} * sizeof(SectionEntry);
  const std::uint64_t body_end = size - sizeof(SegmentTrailer);
  if (trailer.table_offset > body_end || trailer.table_offset % kSectionAlignment != 0 ||
      body_end - trailer.table_offset != table_bytes) {
    return corrupt("the table of sections is out of place");
  }
  if (checks == Checks::all) {
    Bytes checked;
    put(checked, header);
    put_bytes(checked, bytes_.data() + trailer.table_offset, table_bytes + 16);
    if (base::hash64(as_raw(checked)) != trailer.checksum) return corrupt("the trailer's checksum is wrong");
  }
  sections_.resize(trailer.section_count);
  if (table_bytes > 0) std::memcpy(sections_.data(), bytes_.data() + trailer.table_offset, table_bytes);

  std::uint64_t end = kHeaderBytes;
  for (const SectionEntry& entry : sections_) {
    if (entry.offset % kSectionAlignment != 0 || entry.offset < end ||
        entry.offset - end >= kSectionAlignment || entry.offset > trailer.table_offset ||
        entry.size > trailer.table_offset - entry.offset) {
      return corrupt("section {}.{} is out of place", entry.section, entry.number);
    }
    if (!all_zero(bytes_.subspan(end, entry.offset - end))) return corrupt("padding that is not zero");
    end = entry.offset + entry.size;
    if (checks == Checks::all &&
        base::hash64(std::as_bytes(bytes_.subspan(entry.offset, entry.size))) != entry.checksum) {
      return corrupt("the checksum of section {}.{} is wrong", entry.section, entry.number);
    }
  }
  if (trailer.table_offset - end >= kSectionAlignment ||
      !all_zero(bytes_.subspan(end, trailer.table_offset - end))) {
    return corrupt("bytes behind the last section");
  }
  return {};
}

base::Result<std::span<const std::uint8_t>> SegmentReader::section(Section wanted, std::size_t number) const {
  for (const SectionEntry& entry : sections_) {
    if (entry.section == static_cast<std::uint32_t>(wanted) && entry.number == number) {
      return bytes_.subspan(entry.offset, entry.size);
    }
  }
  return corrupt("section {}.{} is missing", static_cast<std::uint32_t>(wanted), number);
}

template <typename T>
base::Result<std::span<const T>> SegmentReader::array(Section wanted, std::size_t number,
                                                      std::size_t count) const {
  KHOJ_ASSIGN(const auto raw, section(wanted, number));
  if (raw.size() != count * sizeof(T)) {
    return corrupt("section {}.{} has {} bytes, not {}", static_cast<std::uint32_t>(wanted), number,
                   raw.size(), count * sizeof(T));
  }
  return std::span<const T>(reinterpret_cast<const T*>(raw.data()), count);
}

base::Status SegmentReader::load_terms() {
  const std::size_t count = summary_.term_count;
  KHOJ_ASSIGN(const auto terms, section(Section::terms));
  KHOJ_ASSIGN(const auto blocks, array<std::uint64_t>(Section::term_blocks, 0,
                                                      (count + kTermsPerBlock - 1) / kTermsPerBlock + 1));
  terms_ = TermDictionary(terms, blocks, summary_.term_count);
  KHOJ_TRY(terms_.validate());
  spelling_ = SpellingIndex(terms_);
  KHOJ_ASSIGN(entries_, array<TermEntry>(Section::term_entries, 0, count + 1));
  KHOJ_ASSIGN(postings_, section(Section::postings));
  KHOJ_ASSIGN(positions_, section(Section::positions));
  KHOJ_ASSIGN(dense_, section(Section::dense));
  const DenseLayout layout(doc_count());
  if (dense_.size() != layout.size() * summary_.dense_lists)
    return corrupt("the dense lists have a wrong size");
  if (entries_[0].postings_offset != 0 || entries_[0].positions_offset != 0 ||
      entries_[count].postings_offset != postings_.size() ||
      entries_[count].positions_offset != positions_.size()) {
    return corrupt("the term entries do not fit the postings");
  }
  std::uint32_t dense = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const TermEntry& entry = entries_[i];
    const TermEntry& next = entries_[i + 1];
    if (entry.postings_offset % 4 != 0 || entry.postings_offset > next.postings_offset ||
        next.postings_offset > postings_.size() || entry.positions_offset > next.positions_offset ||
        next.positions_offset > positions_.size() || entry.df == 0 || entry.df > doc_count() ||
        entry.max_impact > kMaxImpact || entry.zero != 0) {
      return corrupt("the entry of term {} makes no sense", i);
    }
    KHOJ_TRY(check_postings(entry, next.postings_offset));
    if (entry.dense == kNotDense) continue;
    if (entry.dense != dense || dense == summary_.dense_lists) return corrupt("dense lists are out of order");
    KHOJ_TRY(check_dense(dense++, entry.df));
  }
  if (dense != summary_.dense_lists) return corrupt("a dense list that belongs to no term");
  return {};
}

base::Status SegmentReader::check_postings(const TermEntry& entry, std::uint64_t end) const {
  const std::uint64_t blocks = (entry.df + std::uint64_t{kPostingBlock} - 1) / kPostingBlock;
  const std::uint64_t size = end - entry.postings_offset;
  if (size < blocks * 10) return corrupt("a posting list is shorter than its tables");
  const std::uint8_t* const at = postings_.data() + entry.postings_offset;
  const auto* const last_docs = reinterpret_cast<const std::uint32_t*>(at);
  const std::uint32_t* const offsets = last_docs + blocks;
  const std::uint8_t* const bits = at + blocks * 8;
  std::uint64_t offset = 0;
  for (std::uint64_t block = 0; block < blocks; ++block) {
    const std::uint64_t count = std::min<std::uint64_t>(kPostingBlock, entry.df - block * kPostingBlock);
    if (offsets[block] != offset || bits[block] > simd::kMaxGapBits || last_docs[block] >= doc_count() ||
        (block > 0 && last_docs[block] <= last_docs[block - 1])) {
      return corrupt("a block of a posting list makes no sense");
    }
    offset += simd::packed_bytes(count, bits[block]) + count;
  }
  const std::uint64_t used = blocks * 10 + offset;
  if (size < used || size - used >= 4) return corrupt("a posting list has a wrong size");
  return {};
}

base::Status SegmentReader::check_dense(std::uint32_t record, std::uint32_t df) const {
  const DenseLayout layout(doc_count());
  const std::uint8_t* const at = dense_.data() + record * layout.size();
  const auto* const words = reinterpret_cast<const std::uint64_t*>(at);
  const auto* const supers = reinterpret_cast<const std::uint32_t*>(at + layout.supers_offset());
  const auto* const ranks = reinterpret_cast<const std::uint16_t*>(at + layout.ranks_offset());
  std::uint32_t total = 0;
  for (std::size_t word = 0; word < layout.words; ++word) {
    if (word % 1024 == 0 && supers[word / 1024] != total) return corrupt("a dense list's ranks are wrong");
    if (supers[word / 1024] + ranks[word] != total) return corrupt("a dense list's ranks are wrong");
    total += static_cast<std::uint32_t>(std::popcount(words[word]));
  }
  if (doc_count() % 64 != 0 && (words[layout.words - 1] >> (doc_count() % 64)) != 0) {
    return corrupt("a dense list is longer than the segment");
  }
  if (total != df) return corrupt("a dense list has {} documents, its term {}", total, df);
  return {};
}

base::Status SegmentReader::load_documents() {
  const std::uint32_t docs = doc_count();
  KHOJ_ASSIGN(items_, array<std::uint32_t>(Section::items, 0, docs));
  KHOJ_ASSIGN(item_index_, array<ItemSlot>(Section::item_index, 0, docs));
  for (std::uint32_t i = 0; i < docs; ++i) {
    const ItemSlot& slot = item_index_[i];
    if (slot.doc_id >= docs || items_[slot.doc_id] != slot.item ||
        (i > 0 && item_index_[i - 1].item >= slot.item)) {
      return corrupt("the index of items is wrong at {}", i);
    }
  }
  for (std::size_t field = 0; field < summary_.text_fields; ++field) {
    KHOJ_ASSIGN(const auto lengths, array<std::uint16_t>(Section::field_lengths, field, docs));
    field_lengths_.push_back(lengths);
  }
  for (std::size_t slot = 0; slot < summary_.number_columns; ++slot) {
    if (version_ == 1) {
      KHOJ_ASSIGN(const auto plain, array<double>(Section::numbers, slot, docs));
      numbers_.push_back(NumberColumn::of_plain(plain));
      continue;
    }
    KHOJ_ASSIGN(const auto bytes, section(Section::numbers, slot));
    KHOJ_ASSIGN(const auto column, NumberColumn::open(bytes, docs));
    numbers_.push_back(column);
  }
  for (std::size_t slot = 0; slot < summary_.keyword_columns; ++slot) {
    KHOJ_ASSIGN(const auto values, section(Section::keyword_values, slot));
    KHOJ_ASSIGN(const auto rows, section(Section::keyword_rows, slot));
    KHOJ_ASSIGN(const auto postings, section(Section::keyword_postings, slot));
    KHOJ_ASSIGN(auto column, KeywordColumn::open(values, rows, postings, docs, version_));
    keywords_.push_back(column);
  }
  KHOJ_ASSIGN(stored_, section(Section::stored));
  KHOJ_ASSIGN(stored_offsets_, array<std::uint64_t>(Section::stored_offsets, 0, docs + std::size_t{1}));
  if (stored_offsets_.front() != 0 || stored_offsets_.back() != stored_.size() ||
      !std::is_sorted(stored_offsets_.begin(), stored_offsets_.end())) {
    return corrupt("the offsets of the stored blobs are wrong");
  }
  return {};
}

base::Status SegmentReader::load_ranks(const Schema& schema) {
  const std::uint32_t docs = doc_count();
  KHOJ_ASSIGN(static_ranks_, array<float>(Section::static_ranks, 0, docs));
  if (version_ > 2 && !schema.cluster_by.empty()) {
    KHOJ_ASSIGN(by_rank_, array<std::uint32_t>(Section::by_rank, 0, docs));
    KHOJ_ASSIGN(rank_places_, array<std::uint32_t>(Section::rank_places, 0, docs));
  }
  for (std::uint32_t place = 0; place < docs; ++place) {
    const std::uint32_t doc = doc_at_rank(place);
    if (doc >= docs || rank_place(doc) != place)
      return corrupt("the places by static rank are wrong at {}", place);
    if (!std::isfinite(static_ranks_[doc]))
      return corrupt("the static rank of document {} is no number", doc);
    if (place == 0) continue;
    const std::uint32_t before = doc_at_rank(place - 1);
    const bool follows = static_ranks_[doc] != static_ranks_[before]
                             ? static_ranks_[doc] < static_ranks_[before]
                             : items_[doc] > items_[before];
    if (!follows) return corrupt("documents are not in the order of their static rank and item");
  }
  return {};
}

}  // namespace khoj::index
