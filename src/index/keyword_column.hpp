// A keyword column of an open segment: its sorted values, the values of every document and the documents of every
// value. Documents with the same values share one set of them, so that a document has a small code. Views into validated
// bytes; immutable, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "index/code_array.hpp"
#include "index/segment_format.hpp"

namespace khoj::index {

class KeywordColumn {
 public:
  /// Checks everything that later reads rely on. Errors: corruption.
  /// @param version of the segment.
  static base::Result<KeywordColumn> open(std::span<const std::uint8_t> values,
                                          std::span<const std::uint8_t> rows,
                                          std::span<const std::uint8_t> postings, std::uint32_t doc_count,
                                          std::uint32_t version);

  [[nodiscard]] std::uint32_t size() const noexcept { return count_; }
  [[nodiscard]] std::string_view value(std::uint32_t ordinal) const noexcept {
    return {reinterpret_cast<const char*>(text_) + offsets_[ordinal],
            offsets_[ordinal + 1] - offsets_[ordinal]};
  }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view value) const noexcept;
  /// The ordinals of a document, ascending.
  [[nodiscard]] std::span<const std::uint32_t> row(std::uint32_t doc) const noexcept {
    return set(codes_[doc]);
  }
  /// Which set of values a document has.
  [[nodiscard]] const CodeArray& codes() const noexcept { return codes_; }
  [[nodiscard]] std::uint32_t sets() const noexcept { return sets_; }
  /// The ordinals of a set, ascending.
  [[nodiscard]] std::span<const std::uint32_t> set(std::uint32_t code) const noexcept {
    return {ordinals_ + begins_[code], begins_[code + 1] - begins_[code]};
  }
  /// How many of the documents in `bits` hold the value. Cost: a pass over `bits`, or over the value's list.
  [[nodiscard]] std::uint64_t count_in(std::uint32_t ordinal,
                                       std::span<const std::uint64_t> bits) const noexcept;
  /// How many document numbers all the lists hold together, and how many values have a bitset in place of a list:
  /// what count_in costs for all values.
  [[nodiscard]] std::uint64_t listed() const noexcept { return listed_; }
  [[nodiscard]] std::uint32_t bitsets() const noexcept { return bitsets_; }
  /// The first documents that hold the value, dead or alive, `limit` at most.
  [[nodiscard]] std::vector<std::uint32_t> first_documents(std::uint32_t ordinal, std::size_t limit) const;
  /// Sets the bits of the documents that hold the value.
  void add_documents(std::uint32_t ordinal, std::span<std::uint64_t> bits) const noexcept;

 private:
  base::Status open_values(std::span<const std::uint8_t> bytes);
  base::Status open_rows(std::span<const std::uint8_t> bytes, std::uint32_t doc_count, std::uint32_t version);
  base::Status open_postings(std::span<const std::uint8_t> bytes, std::uint32_t doc_count);

  std::uint32_t count_ = 0;
  std::uint32_t bitsets_ = 0;
  std::size_t words_ = 0;  ///< Of a bitset.
  std::uint64_t listed_ = 0;
  const std::uint32_t* offsets_ = nullptr;
  const std::uint8_t* text_ = nullptr;
  CodeArray codes_;
  std::uint32_t sets_ = 0;
  const std::uint32_t* begins_ = nullptr;  ///< A set and one more.
  const std::uint32_t* ordinals_ = nullptr;
  const KeywordEntry* entries_ = nullptr;
  const std::uint8_t* postings_ = nullptr;
};

}  // namespace khoj::index
