// How many typing mistakes lie between two words: letters inserted, lost, replaced, or swapped with their neighbour
// (optimal string alignment: no letter takes part in two of them). It compares bytes, so it means letters for ASCII
// only. Immutable after construction; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace khoj::text {

/// One word, prepared to be compared with many.
class EditPattern {
 public:
  static constexpr std::size_t kMaxBytes = 64;

  /// REQUIRES: 1 to 64 bytes.
  explicit EditPattern(std::string_view word) noexcept;

  /// Cost: about ten operations a byte of `other`.
  /// Source: Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances", 2003.
  [[nodiscard]] unsigned distance(std::string_view other) const noexcept;

 private:
  std::array<std::uint64_t, 256> places_{};  ///< For each byte a bit a place of the word where it stands.
  std::size_t size_;
};

}  // namespace khoj::text
