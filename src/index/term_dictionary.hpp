// The sorted terms of an open segment, front-coded in blocks of 16. A term's place in the order is its ordinal. Reads
// in place what was validated at opening; immutable, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "index/bytes.hpp"
#include "index/segment_format.hpp"

namespace khoj::index {

class TermDictionary {
 public:
  TermDictionary() = default;
  /// `blocks` holds the beginning of every block in `terms`, and at last the size of `terms`.
  TermDictionary(std::span<const std::uint8_t> terms, std::span<const std::uint64_t> blocks,
                 std::uint32_t count)
      : terms_(terms), blocks_(blocks), count_(count) {}

  /// Reads everything once: offsets, lengths, strict order. Errors: corruption.
  [[nodiscard]] base::Status validate() const;

  [[nodiscard]] std::uint32_t size() const noexcept { return count_; }
  /// Cost: a binary search over the blocks' first terms, then at most 16 terms.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view term) const;

  /// Walks the terms in order.
  class Iterator {
   public:
    explicit Iterator(const TermDictionary& dictionary)
        : dictionary_(&dictionary), in_(dictionary.terms_.data(), dictionary.terms_.size()) {
      read();
    }
    [[nodiscard]] bool at_end() const noexcept { return ordinal_ >= dictionary_->count_; }
    [[nodiscard]] std::uint32_t ordinal() const noexcept { return ordinal_; }
    [[nodiscard]] const std::string& term() const noexcept { return term_; }
    void next() {
      ++ordinal_;
      read();
    }

   private:
    void read();
    const TermDictionary* dictionary_;
    ByteReader in_;
    std::uint32_t ordinal_ = 0;
    std::string term_;
  };

 private:
  [[nodiscard]] std::string_view first_of_block(std::size_t block) const noexcept;

  std::span<const std::uint8_t> terms_;
  std::span<const std::uint64_t> blocks_;
  std::uint32_t count_ = 0;
};

}  // namespace khoj::index
