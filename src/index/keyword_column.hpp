// A keyword column of an open segment: its sorted values, the values of every document and the documents of every
// value. Views into validated bytes; immutable, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/prefetch.hpp"
#include "base/result.hpp"
#include "index/segment_format.hpp"

namespace khoj::index {

class KeywordColumn {
 public:
  /// Checks everything that later reads rely on. Errors: corruption.
  static base::Result<KeywordColumn> open(std::span<const std::uint8_t> values,
                                          std::span<const std::uint8_t> rows,
                                          std::span<const std::uint8_t> postings, std::uint32_t doc_count);

  [[nodiscard]] std::uint32_t size() const noexcept { return count_; }
  [[nodiscard]] std::string_view value(std::uint32_t ordinal) const noexcept {
    return {reinterpret_cast<const char*>(text_) + offsets_[ordinal],
            offsets_[ordinal + 1] - offsets_[ordinal]};
  }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view value) const noexcept;
  /// The ordinals of a document, ascending.
  [[nodiscard]] std::span<const std::uint32_t> row(std::uint32_t doc) const noexcept {
    return {ordinals_ + rows_[doc], rows_[doc + 1] - rows_[doc]};
  }
  /// Asks the memory for what row() will read of `doc`.
  void prefetch_row(std::uint32_t doc) const noexcept { base::prefetch(rows_ + doc); }
  /// How many of the documents in `bits` hold the value. Cost: a pass over `bits`, or over the value's list.
  [[nodiscard]] std::uint64_t count_in(std::uint32_t ordinal,
                                       std::span<const std::uint64_t> bits) const noexcept;
  /// How many document numbers all the lists hold together, and how many values have a bitset in place of a list:
  /// what count_in costs for all values.
  [[nodiscard]] std::uint64_t listed() const noexcept { return listed_; }
  [[nodiscard]] std::uint32_t bitsets() const noexcept { return bitsets_; }
  /// A document that holds the value, dead or alive.
  [[nodiscard]] std::optional<std::uint32_t> first_document(std::uint32_t ordinal) const noexcept;
  /// Sets the bits of the documents that hold the value.
  void add_documents(std::uint32_t ordinal, std::span<std::uint64_t> bits) const noexcept;

 private:
  std::uint32_t count_ = 0;
  std::uint32_t bitsets_ = 0;
  std::size_t words_ = 0;  ///< Of a bitset.
  std::uint64_t listed_ = 0;
  const std::uint32_t* offsets_ = nullptr;
  const std::uint8_t* text_ = nullptr;
  const std::uint32_t* rows_ = nullptr;
  const std::uint32_t* ordinals_ = nullptr;
  const KeywordEntry* entries_ = nullptr;
  const std::uint8_t* postings_ = nullptr;
};

}  // namespace khoj::index
