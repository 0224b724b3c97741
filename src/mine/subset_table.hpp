// How often every subset of a few items occurs: a table of 2^n counts. Filled with masks, then summed once over supersets.
// Its memory is used again by the next clear(). Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace khoj::mine {

class SubsetTable {
 public:
  static constexpr std::uint32_t kMostItems = 16;

  /// Forgets everything and takes `items` <= kMostItems items.
  void clear(std::uint32_t items) {
    items_ = items;
    counts_.assign(std::size_t{1} << items, 0);
  }

  /// So many transactions have exactly the items of `mask`.
  void add(std::uint32_t mask, std::uint32_t weight) noexcept { counts_[mask] += weight; }

  /// From counts of exactly these items to counts of at least these. Call once, after the last add().
  /// Cost: items · 2^(items − 1) additions.
  void sum_supersets() noexcept;

  /// Transactions that have the items of `mask`.
  [[nodiscard]] std::uint32_t count(std::uint32_t mask) const noexcept { return counts_[mask]; }

  [[nodiscard]] std::uint32_t item_count() const noexcept { return items_; }

 private:
  std::uint32_t items_ = 0;
  std::vector<std::uint32_t> counts_;
};

}  // namespace khoj::mine
