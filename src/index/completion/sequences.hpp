// The words of every completion, in order, as numbers of terms: bit-packed, with one byte about each completion beside
// them. Immutable, thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "base/prefetch.hpp"
#include "index/completion/completion.hpp"

namespace khoj::index::completion {

/// The terms of one completion.
struct Sequence {
  std::array<std::uint32_t, kMaxWords> terms;
  std::uint32_t size = 0;
  [[nodiscard]] std::span<const std::uint32_t> words() const noexcept { return {terms.data(), size}; }
};

class Sequences {
 public:
  Sequences() = default;
  /// For `documents` completions over `term_count` terms, which are then appended in order.
  Sequences(std::size_t documents, std::size_t words, std::uint32_t term_count);
  /// @param shown_apart its text is not its words with blanks between them.
  void append(std::span<const std::uint32_t> words, Kind kind, bool shown_apart);

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] Kind kind(std::uint32_t document) const noexcept {
    return static_cast<Kind>((about(document) >> 4U) & 7U);
  }
  [[nodiscard]] bool shown_apart(std::uint32_t document) const noexcept {
    return (about(document) & 0x80U) != 0;
  }
  void read(std::uint32_t document, Sequence& out) const noexcept;

  /// Completions lie scattered: ask for the blocks of several, then for their words, then read them.
  void prefetch_block(std::uint32_t document) const noexcept { base::prefetch(&blocks_[document / kBlock]); }
  void prefetch_words(std::uint32_t document) const noexcept {
    base::prefetch(bits_.data() + (begin_of(document) * width_ >> 3U));
  }

  [[nodiscard]] std::size_t memory_bytes() const noexcept;

 private:
  static constexpr std::uint32_t kBlock = 8;
  struct Block {
    std::uint32_t begin = 0;                   ///< The place of the first word.
    std::array<std::uint8_t, kBlock> about{};  ///< Number of words, kind << 4, shown apart << 7.
  };

  [[nodiscard]] std::uint8_t about(std::uint32_t document) const noexcept {
    return blocks_[document / kBlock].about[document % kBlock];
  }
  [[nodiscard]] std::uint64_t begin_of(std::uint32_t document) const noexcept {
    const Block& block = blocks_[document / kBlock];
    std::uint64_t place = block.begin;
    for (std::uint32_t i = 0; i < document % kBlock; ++i) place += block.about[i] & 15U;
    return place;
  }
  [[nodiscard]] std::uint32_t get(std::uint64_t place) const noexcept {
    const std::uint64_t bit = place * width_;
    std::uint64_t word = 0;
    std::memcpy(&word, bits_.data() + (bit >> 3U), sizeof word);
    return static_cast<std::uint32_t>((word >> (bit & 7U)) & mask_);
  }

  unsigned width_ = 1;  ///< Bits of a term's number, at most 32.
  std::uint64_t mask_ = 1;
  std::uint64_t places_ = 0;
  std::size_t size_ = 0;
  std::vector<std::uint8_t> bits_;  ///< Eight bytes longer than needed.
  std::vector<Block> blocks_;
};

}  // namespace khoj::index::completion
