// A SegmentBuilder gathers documents, already cut into tokens, and writes them as one segment. What it holds is
// compact: about three bytes a token, plus columns and stored blobs. It knows nothing of analyzers, files or deletes of
// older segments. Not thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "index/byte_slices.hpp"
#include "index/impact.hpp"
#include "index/schema.hpp"
#include "index/segment_sink.hpp"
#include "index/term_table.hpp"
#include "text/token_buffer.hpp"

namespace khoj::index {

class SegmentBuilder {
 public:
  explicit SegmentBuilder(Schema schema);

  /// Adds a document; one with the same ItemId that came before is dropped. `fields` has the tokens of every text
  /// field, in order of position; terms of more than 1,024 bytes are not indexed. `document.text` is not read.
  /// Errors: invalid_argument (numbers of fields or columns, static_rank not finite), resource_exhausted (full).
  base::Status add(const Document& document, std::span<const std::span<const text::Token>> fields);

  /// Drops a document. @return whether it was there.
  bool remove(domain::ItemId item);

  [[nodiscard]] bool empty() const noexcept { return live_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return live_.size(); }
  /// Memory held, about.
  [[nodiscard]] std::size_t used_bytes() const noexcept;
  /// Every ItemId that is in it.
  [[nodiscard]] bool contains(domain::ItemId item) const { return live_.contains(item.value); }

  /// Writes the segment and empties the builder. `elsewhere` are the tokens of the index's other segments: average
  /// lengths are taken over both, so that a segment of three documents is scored like one of a million.
  /// REQUIRES: !empty().
  base::Status write(const FieldTotals& elsewhere, SegmentSink& sink);

 private:
  class Documents;
  struct Term {
    ByteSlices::Stream postings;
    std::uint32_t last_doc = 0xFFFFFFFFU;     ///< The last document that has the term.
    std::uint32_t first_token = 0xFFFFFFFFU;  ///< Of the document being added.
    std::uint32_t last_token = 0xFFFFFFFFU;
    std::uint32_t df = 0;
  };
  struct DocToken {
    std::uint32_t position;
    std::uint32_t field;
    std::uint32_t next;
  };

  base::Status check(const Document& document, std::size_t fields) const;
  void gather_tokens(std::span<const std::span<const text::Token>> fields);
  void append_postings(std::uint32_t doc);
  void add_columns(const Document& document);
  /// The documents that are in it, as the segment will have them.
  [[nodiscard]] std::vector<std::uint32_t> final_order() const;
  base::Status write_terms(const FieldTotals& totals, const std::vector<std::uint32_t>& new_ids,
                           const std::vector<std::vector<float>>& norms, class SegmentWriter& writer);
  void clear();

  Schema schema_;
  std::size_t number_columns_;
  std::size_t keyword_columns_;

  TermTable table_;
  std::vector<Term> terms_;
  ByteSlices slices_;
  std::vector<DocToken> tokens_;
  std::vector<std::uint32_t> doc_terms_;
  std::vector<std::uint32_t> positions_;
  Bytes payload_;

  std::vector<std::uint32_t> items_;
  std::vector<float> static_ranks_;
  std::vector<std::vector<std::uint16_t>> field_lengths_;
  std::vector<std::vector<double>> numbers_;
  TermTable keyword_values_;
  std::vector<std::vector<std::uint32_t>> keyword_rows_;
  std::vector<std::vector<std::uint32_t>> keyword_numbers_;
  std::vector<std::uint64_t> stored_offsets_;
  std::vector<std::string> stored_pages_;

  std::unordered_map<std::uint32_t, std::uint32_t> live_;  ///< ItemId to document.
};

}  // namespace khoj::index
