// A keyword column of an open segment: its sorted values, the values of every document and the documents of every
// value. Views into validated bytes; immutable, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

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
  /// Sets the bits of the documents that hold the value.
  void add_documents(std::uint32_t ordinal, std::span<std::uint64_t> bits) const noexcept;

 private:
  std::uint32_t count_ = 0;
  const std::uint32_t* offsets_ = nullptr;
  const std::uint8_t* text_ = nullptr;
  const std::uint32_t* rows_ = nullptr;
  const std::uint32_t* ordinals_ = nullptr;
  const KeywordEntry* entries_ = nullptr;
  const std::uint8_t* postings_ = nullptr;
};

}  // namespace khoj::index
