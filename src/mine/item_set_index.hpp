// Finds the count of an item set by its items. Immutable once made, then thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mine/item_sets.hpp"

namespace khoj::mine {

class ItemSetIndex {
 public:
  /// @param sets outlive this.
  explicit ItemSetIndex(const ItemSets& sets);

  /// A hash of one item. A set's is the sum of its items', so that taking an item away is a subtraction.
  [[nodiscard]] static constexpr std::uint64_t hash(std::uint32_t item) noexcept {
    std::uint64_t z = (item + 1) * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  /// @param items ascending. @param hash the sum of their hashes.
  [[nodiscard]] std::optional<std::uint32_t> count(std::span<const std::uint32_t> items,
                                                   std::uint64_t hash) const noexcept;

 private:
  struct Slot {
    std::uint64_t hash;
    std::uint64_t set;  ///< Its number + 1; 0 is nobody.
  };
  const ItemSets& sets_;
  std::vector<Slot> slots_;  ///< A power of two, at least twice as many as sets.
};

}  // namespace khoj::mine
