// The numbers of segment format version 3; docs/formats/segment.md says what the bytes mean. Constants and plain
// structs only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace khoj::index {

inline constexpr std::array<char, 8> kSegmentMagic = {'k', 'h', 'o', 'j', 's', 'e', 'g', '\n'};
inline constexpr std::uint32_t kSegmentVersion = 3;
inline constexpr std::uint32_t kOldestSegmentVersion = 1;  ///< That is still read.
inline constexpr std::size_t kSectionAlignment = 64;
inline constexpr std::size_t kHeaderBytes = 64;

/// Gaps between doc_ids have at most 24 bits, hence this limit.
inline constexpr std::uint32_t kMaxDocsPerSegment = 1U << 24U;
inline constexpr std::uint32_t kPostingBlock = 128;
inline constexpr std::uint32_t kTermsPerBlock = 16;
inline constexpr std::uint32_t kNotDense = 0xFFFFFFFFU;
/// The longest term, in bytes; longer ones are not indexed.
inline constexpr std::size_t kMaxTermBytes = 1024;
inline constexpr unsigned kMaxImpact = 255;

enum class Section : std::uint32_t {
  summary = 1,            ///< SegmentSummary, then one u64 a text field: all its tokens.
  terms = 2,              ///< Front-coded blocks of terms.
  term_blocks = 3,        ///< u64 a block: where it begins in `terms`; then the size of `terms`.
  term_entries = 4,       ///< TermEntry a term, and one more with the sections' sizes.
  postings = 5,           ///< Posting lists.
  dense = 6,              ///< Bitsets with rank directories of the long lists.
  positions = 7,          ///< Fields, frequencies and positions of every posting.
  items = 8,              ///< u32 a document: its ItemId.
  item_index = 9,         ///< ItemSlot a document, by ItemId.
  static_ranks = 10,      ///< float a document; descending where by_rank is missing.
  field_lengths = 11,     ///< u16 a document; one section a text field.
  numbers = 12,           ///< NumberColumnHeader, then the column; one section a number column.
  keyword_values = 13,    ///< Dictionary of a keyword column.
  keyword_rows = 14,      ///< KeywordRowsHeader, then documents to values.
  keyword_postings = 15,  ///< Values to documents.
  stored_offsets = 16,    ///< u64 a document, then the size of `stored`.
  stored = 17,            ///< The blobs.
  by_rank = 18,           ///< u32 a document: the documents by static rank, the best first, then by ItemId.
  rank_places = 19,       ///< u32 a document: its place in `by_rank`.
};

struct SegmentHeader {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::array<std::uint8_t, 52> zeros;
};
static_assert(sizeof(SegmentHeader) == kHeaderBytes);

struct SegmentSummary {
  std::uint64_t schema_fingerprint;
  std::uint32_t doc_count;
  std::uint32_t term_count;
  std::uint32_t text_fields;
  std::uint32_t number_columns;
  std::uint32_t keyword_columns;
  std::uint32_t dense_lists;
};
static_assert(sizeof(SegmentSummary) == 32);

struct TermEntry {
  std::uint64_t postings_offset;
  std::uint64_t positions_offset;
  std::uint32_t df;
  std::uint32_t dense;  ///< Which record of `dense`, or kNotDense.
  std::uint32_t max_impact;
  std::uint32_t zero;
};
static_assert(sizeof(TermEntry) == 32);

struct ItemSlot {
  std::uint32_t item;
  std::uint32_t doc_id;
};

/// Behind it: NaN and the `distinct` numbers, ascending, then a code a document (0: none, i: the i-th number); with
/// width 0 a double a document.
struct NumberColumnHeader {
  std::uint32_t width;  ///< Bytes of a code: 1 or 2; or 0.
  std::uint32_t distinct;
};
static_assert(sizeof(NumberColumnHeader) == 8);

/// Behind it: where the ordinals of each set of values begin (u32 a set and one more), the ordinals (u32), then which set
/// a document has, a code; with width 0 set i is document i's.
struct KeywordRowsHeader {
  std::uint32_t width;  ///< Bytes of a code: 1, 2 or 4; or 0.
  std::uint32_t sets;
};
static_assert(sizeof(KeywordRowsHeader) == 8);

struct KeywordEntry {
  std::uint64_t offset;  ///< From the beginning of the section; a multiple of 8.
  std::uint32_t df;
  std::uint32_t is_bitset;
};
static_assert(sizeof(KeywordEntry) == 16);

struct SectionEntry {
  std::uint32_t section;
  std::uint32_t number;  ///< Which field or column; 0 for sections that there is one of.
  std::uint64_t offset;
  std::uint64_t size;
  std::uint64_t checksum;
};
static_assert(sizeof(SectionEntry) == 32);

/// The last bytes of a segment, behind the table of sections.
struct SegmentTrailer {
  std::uint64_t table_offset;
  std::uint32_t section_count;
  std::uint32_t version;
  std::uint64_t checksum;  ///< XXH3 of the header, the table and the 16 bytes before this.
  std::array<char, 8> magic;
};
static_assert(sizeof(SegmentTrailer) == 32);

/// A list at least this long also has a bitset; short segments do without.
[[nodiscard]] constexpr bool is_dense(std::uint32_t df, std::uint32_t doc_count) noexcept {
  return doc_count >= 1024 && df >= doc_count / 64;
}

/// One record of `dense`: the bitset, a u32 a 65,536 documents (ones before it), a u16 a word (ones before it since
/// then); each of the three padded to 8 bytes.
struct DenseLayout {
  explicit constexpr DenseLayout(std::uint32_t doc_count) noexcept
      : words((doc_count + 63) / 64), supers((doc_count + 65535) / 65536) {}
  std::size_t words;
  std::size_t supers;
  [[nodiscard]] constexpr std::size_t supers_offset() const noexcept { return words * 8; }
  [[nodiscard]] constexpr std::size_t ranks_offset() const noexcept {
    return supers_offset() + (supers * 4 + 7) / 8 * 8;
  }
  [[nodiscard]] constexpr std::size_t size() const noexcept {
    return ranks_offset() + (words * 2 + 7) / 8 * 8;
  }
};

}  // namespace khoj::index
