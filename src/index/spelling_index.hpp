// The SpellingIndex of a segment finds the terms that a misspelt word may have been meant to be. It knows the terms of
// 3 to 24 letters a to z; words with digits are never taken for misspelt. It is made from the dictionary when a segment
// is opened and lies in memory only, 8 bytes for each piece of a term. Immutable, thread-safe.
//
// Each term is cut into pieces, one more than the mistakes that are looked for, so that at least one piece of it must
// stand unchanged, and not far from its place, in the word that was typed (ADR-0004).
// Source: Li, Deng, Wang, Feng, "PASS-JOIN: A Partition-based Method for Similarity Joins", VLDB 2011; we differ in
// taking swapped neighbours for one mistake, which needs a few lookups more.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "index/term_dictionary.hpp"

namespace khoj::index {

struct SimilarTerm {
  std::uint32_t ordinal = 0;
  unsigned edits = 0;
  friend bool operator==(const SimilarTerm&, const SimilarTerm&) = default;
};

class SpellingIndex {
 public:
  static constexpr std::size_t kMinLetters = 3;
  static constexpr std::size_t kMaxLetters = 24;
  /// Words of at least so many letters are looked for with two mistakes, if two are asked for; shorter ones with one.
  static constexpr std::size_t kTwoEditLetters = 8;

  SpellingIndex() = default;
  /// Cost: some 100 ns a term.
  explicit SpellingIndex(const TermDictionary& terms);

  /// Whether mistakes in such a word are looked for, and such terms found: 3 to 24 letters a to z.
  [[nodiscard]] static bool covers(std::string_view word) noexcept;

  /// The terms that `word` is 1 to `edits` (1 or 2) mistakes away from, by ordinal. `terms` is what this was made from.
  /// Cost: at most 24 lookups, then some 150 ns for each term that shares a piece and most letters.
  [[nodiscard]] std::vector<SimilarTerm> find(const TermDictionary& terms, std::string_view word,
                                              unsigned edits) const;

  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return buckets_.size() * sizeof(std::uint32_t) + entries_.size() * sizeof(Entry);
  }

 private:
  struct Entry {
    std::uint32_t ordinal;
    std::uint32_t letters;  ///< A bit a letter that the term has.
  };

  [[nodiscard]] std::size_t bucket_of(std::uint64_t key) const noexcept;

  std::vector<std::uint32_t> buckets_;  ///< Where each bucket begins in `entries_`; one more for the end.
  std::vector<Entry> entries_;
  unsigned shift_ = 63;
};

}  // namespace khoj::index
