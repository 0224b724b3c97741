// The sorted terms of an open segment, front-coded in blocks of 16. A term's place in the order is its ordinal. Reads
// in place what was validated at opening; immutable, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

  /// Reads everything once: offsets, lengths, strict order; and gathers what searches need. Comes before any search.
  /// Errors: corruption.
  [[nodiscard]] base::Status validate();

  [[nodiscard]] std::uint32_t size() const noexcept { return count_; }
  /// Cost: a binary search over the beginnings of the blocks, then at most 16 terms; about a tenth of a microsecond.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view term) const;
  /// The first ordinal whose term is not before `term`; size() if there is none. Costs what find() does.
  [[nodiscard]] std::uint32_t lower_bound(std::string_view term) const;
  /// The ordinals of the terms that begin with `prefix`: from the first up to, but without, the second.
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> range_of(std::string_view prefix) const;
  /// The term with this ordinal, which is less than size(). Cost: reads at most 16 terms.
  void read(std::uint32_t ordinal, std::string& term) const;

  /// Walks the terms in order.
  class Iterator {
   public:
    explicit Iterator(const TermDictionary& dictionary) : Iterator(dictionary, 0) {}
    /// Begins with the term that has this ordinal.
    Iterator(const TermDictionary& dictionary, std::uint32_t ordinal) : dictionary_(&dictionary) {
      seek(ordinal);
    }
    [[nodiscard]] bool at_end() const noexcept { return ordinal_ >= dictionary_->count_; }
    [[nodiscard]] std::uint32_t ordinal() const noexcept { return ordinal_; }
    [[nodiscard]] const std::string& term() const noexcept { return term_; }
    void next() {
      ++ordinal_;
      read();
    }
    void seek(std::uint32_t ordinal);

   private:
    void read();
    const TermDictionary* dictionary_;
    ByteReader in_{nullptr, 0};
    std::uint32_t ordinal_ = 0;
    std::string term_;
  };

 private:
  /// The block that `term` stands in, if it stands anywhere. REQUIRES: not empty.
  [[nodiscard]] std::size_t block_of(std::string_view term) const noexcept;
  [[nodiscard]] ByteReader open_block(std::size_t block) const noexcept {
    return {terms_.data() + blocks_[block], terms_.size() - blocks_[block]};
  }
  void gather_heads();
  [[nodiscard]] std::string_view first_of_block(std::size_t block) const noexcept;

  std::span<const std::uint8_t> terms_;
  std::span<const std::uint64_t> blocks_;
  /// The first eight bytes of each block's first term: searching them reads fewer cache lines than the terms do.
  std::vector<std::uint64_t> heads_;
  std::uint32_t count_ = 0;
};

}  // namespace khoj::index
