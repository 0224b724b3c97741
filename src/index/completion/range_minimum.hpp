// Where is the smallest value between two places of an array? A sparse table over the minima of blocks, and a scan of
// the two blocks at the ends: about a byte for each value. The array belongs to the caller and must not change.
// Immutable, thread-safe. Bender & Farach-Colton, "The LCA Problem Revisited", 2000.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace khoj::index::completion {

class RangeMinimum {
 public:
  RangeMinimum() = default;
  explicit RangeMinimum(std::span<const std::uint32_t> values);

  /// The place of the smallest value in [begin, end), the first of equal ones. REQUIRES: begin < end <= size.
  [[nodiscard]] std::uint32_t argmin(std::span<const std::uint32_t> values, std::uint32_t begin,
                                     std::uint32_t end) const noexcept;

  [[nodiscard]] std::size_t memory_bytes() const noexcept { return table_.capacity() * sizeof table_[0]; }

 private:
  [[nodiscard]] std::uint32_t at(std::size_t level, std::size_t block) const noexcept {
    return table_[level * blocks_ + block];
  }

  std::size_t blocks_ = 0;
  std::vector<std::uint32_t> table_;  ///< Row i, column b: the argmin of the 2^i blocks from b on.
};

}  // namespace khoj::index::completion
