// A number for each of some items: a small open hash table without an allocation an item. Not thread-safe.
#pragma once

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "domain/ids.hpp"

namespace khoj::sources {

class ItemTable {
 public:
  struct Entry {
    std::uint32_t item = kFree;
    double value = 0.0;
  };

  ItemTable() = default;
  /// With room for so many items.
  explicit ItemTable(std::size_t items) : slots_(std::bit_ceil(2 * items + 2)) {}

  /// The item's number; it is 0 where the item is new. Holds until the next call.
  double& operator[](domain::ItemId item) {
    if (2 * (count_ + 1) > slots_.size()) grow();
    Entry& entry = slots_[place_of(item.value)];
    if (entry.item == kFree) {
      entry.item = item.value;
      ++count_;
    }
    return entry.value;
  }

  /// @return whether the item is new.
  bool insert(domain::ItemId item) {
    const auto before = count_;
    (void)(*this)[item];
    return count_ > before;
  }

  [[nodiscard]] std::size_t size() const noexcept { return count_; }

  /// Calls `visit(ItemId, number)`, in no order.
  template <typename Visit>
  void visit(Visit&& visit) const {
    for (const Entry& entry : slots_)
      if (entry.item != kFree) visit(domain::ItemId(entry.item), entry.value);
  }

 private:
  static constexpr std::uint32_t kFree = 0xFFFF'FFFF;  ///< No product has this number.
  static constexpr std::size_t kFirstSlots = 64;

  [[nodiscard]] std::size_t place_of(std::uint32_t item) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = (std::uint64_t{item} * 0x9E37'79B9'7F4A'7C15U >> 32U) & mask;
    while (slots_[place].item != item && slots_[place].item != kFree) place = (place + 1) & mask;
    return place;
  }

  void grow() {
    auto before = std::exchange(slots_, std::vector<Entry>(slots_.empty() ? kFirstSlots : 2 * slots_.size()));
    for (const Entry& entry : before)
      if (entry.item != kFree) slots_[place_of(entry.item)] = entry;
  }

  std::vector<Entry> slots_;  ///< A power of two of them.
  std::size_t count_ = 0;
};

}  // namespace khoj::sources
