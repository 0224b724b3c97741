// A SegmentReader is an open segment: a mapped file or bytes in memory, validated from front to back when opened, read
// in place afterwards. It knows nothing of deletes (Segment does). Immutable except for its caches of filters and phrases;
// thread-safe. docs/formats/segment.md describes the bytes.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/prefetch.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "index/filter_cache.hpp"
#include "index/impact.hpp"
#include "index/keyword_column.hpp"
#include "index/number_column.hpp"
#include "index/phrase.hpp"
#include "index/posting_list.hpp"
#include "index/schema.hpp"
#include "index/segment_sink.hpp"
#include "index/spelling_index.hpp"
#include "index/term_dictionary.hpp"
#include "io/mapped_file.hpp"

namespace khoj::index {

class SegmentReader {
 public:
  enum class Checks {
    all,
    structure,  ///< All but the checksums: only to prove (by fuzzing) that the structure alone keeps reads in bounds.
  };

  /// Errors: corruption (naming the file), unsupported (another schema or version), those of
  /// io::MappedFile. Cost: reads the file once.
  static base::Result<std::shared_ptr<const SegmentReader>> open(const std::filesystem::path& path,
                                                                 const Schema& schema);
  /// The same for a segment in memory; `name` is for messages.
  static base::Result<std::shared_ptr<const SegmentReader>> from_bytes(std::string name, SegmentBytes bytes,
                                                                       const Schema& schema,
                                                                       Checks checks = Checks::all);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] bool in_memory() const noexcept { return !memory_.empty(); }
  /// Puts a mapped file into the process's memory: io::MappedFile::make_resident. By one thread at a time, while others
  /// read.
  base::Status make_resident() const;
  [[nodiscard]] bool resident() const noexcept { return in_memory() || resident_; }
  [[nodiscard]] std::size_t size_bytes() const noexcept { return bytes_.size(); }
  [[nodiscard]] std::uint32_t doc_count() const noexcept { return summary_.doc_count; }
  /// Documents and tokens, for average field lengths.
  [[nodiscard]] const FieldTotals& totals() const noexcept { return totals_; }

  [[nodiscard]] const TermDictionary& terms() const noexcept { return terms_; }
  [[nodiscard]] const SpellingIndex& spelling() const noexcept { return spelling_; }
  [[nodiscard]] PostingList postings(std::uint32_t ordinal) const noexcept;
  [[nodiscard]] std::uint32_t doc_frequency(std::uint32_t ordinal) const noexcept {
    return entries_[ordinal].df;
  }
  /// The payloads of a term: a table of offsets first if it has more than one block (posting_payload.hpp).
  [[nodiscard]] std::span<const std::uint8_t> positions(std::uint32_t ordinal) const noexcept;

  [[nodiscard]] std::span<const std::uint32_t> items() const noexcept { return items_; }
  [[nodiscard]] std::optional<std::uint32_t> find(domain::ItemId item) const noexcept;
  [[nodiscard]] std::span<const float> static_ranks() const noexcept { return static_ranks_; }
  /// The document's place when all are sorted by static rank, the best first, then by ItemId.
  [[nodiscard]] std::uint32_t rank_place(std::uint32_t doc) const noexcept {
    return is_clustered() ? rank_places_[doc] : doc;
  }
  /// The document at this place.
  [[nodiscard]] std::uint32_t doc_at_rank(std::uint32_t place) const noexcept {
    return is_clustered() ? by_rank_[place] : place;
  }
  /// Whether documents lie in another order than that of their static ranks.
  [[nodiscard]] bool is_clustered() const noexcept { return !rank_places_.empty(); }
  [[nodiscard]] std::span<const std::uint16_t> field_lengths(std::size_t field) const noexcept {
    return field_lengths_[field];
  }
  /// `slot` counts the columns of its type only.
  [[nodiscard]] const NumberColumn& numbers(std::size_t slot) const noexcept { return numbers_[slot]; }
  [[nodiscard]] const KeywordColumn& keywords(std::size_t slot) const noexcept { return keywords_[slot]; }
  [[nodiscard]] std::string_view stored(std::uint32_t doc) const noexcept;
  void prefetch_stored(std::uint32_t doc) const noexcept { base::prefetch(&stored_offsets_[doc]); }

  [[nodiscard]] std::size_t text_fields() const noexcept { return summary_.text_fields; }

  [[nodiscard]] FilterCache& filters() const noexcept { return filters_; }
  [[nodiscard]] PhraseCache& phrases() const noexcept { return phrases_; }

 private:
  SegmentReader() = default;
  [[nodiscard]] base::Status load(const Schema& schema, Checks checks);
  [[nodiscard]] base::Status load_table(Checks checks);
  [[nodiscard]] base::Status load_terms();
  [[nodiscard]] base::Status load_documents();
  [[nodiscard]] base::Status load_ranks(const Schema& schema);
  [[nodiscard]] base::Status check_postings(const TermEntry& entry, std::uint64_t end) const;
  [[nodiscard]] base::Status check_dense(std::uint32_t record, std::uint32_t df) const;

  [[nodiscard]] base::Result<std::span<const std::uint8_t>> section(Section section,
                                                                    std::size_t number = 0) const;
  template <typename T>
  [[nodiscard]] base::Result<std::span<const T>> array(Section section, std::size_t number,
                                                       std::size_t count) const;

  std::string name_;
  io::MappedFile file_;
  SegmentBytes memory_;
  std::span<const std::uint8_t> bytes_;
  std::vector<SectionEntry> sections_;
  std::uint32_t version_ = 0;
  SegmentSummary summary_{};
  FieldTotals totals_;

  TermDictionary terms_;
  SpellingIndex spelling_;
  std::span<const TermEntry> entries_;
  std::span<const std::uint8_t> postings_;
  std::span<const std::uint8_t> dense_;
  std::span<const std::uint8_t> positions_;
  std::span<const std::uint32_t> items_;
  std::span<const ItemSlot> item_index_;
  std::span<const float> static_ranks_;
  std::span<const std::uint32_t> by_rank_;
  std::span<const std::uint32_t> rank_places_;
  std::vector<std::span<const std::uint16_t>> field_lengths_;
  std::vector<NumberColumn> numbers_;
  std::vector<KeywordColumn> keywords_;
  std::span<const std::uint64_t> stored_offsets_;
  std::span<const std::uint8_t> stored_;

  mutable std::atomic<bool> resident_{false};
  mutable FilterCache filters_;
  mutable PhraseCache phrases_;
};

}  // namespace khoj::index
