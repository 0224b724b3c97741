#include "mine/item_set_index.hpp"

#include <algorithm>
#include <bit>

namespace khoj::mine {

ItemSetIndex::ItemSetIndex(const ItemSets& sets) : sets_(sets), slots_(std::bit_ceil(2 * sets.size() + 1)) {
  for (std::size_t i = 0; i < sets.size(); ++i) {
    std::uint64_t sum = 0;
    for (const std::uint32_t item : sets.items(i)) sum += hash(item);
    std::size_t at = sum & (slots_.size() - 1);
    while (slots_[at].set != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {sum, i + 1};
  }
}

std::optional<std::uint32_t> ItemSetIndex::count(std::span<const std::uint32_t> items,
                                                 std::uint64_t hash) const noexcept {
  for (std::size_t at = hash & (slots_.size() - 1); slots_[at].set != 0;
       at = (at + 1) & (slots_.size() - 1)) {
    const std::size_t set = slots_[at].set - 1;
    if (slots_[at].hash == hash && std::ranges::equal(sets_.items(set), items)) return sets_.count(set);
  }
  return std::nullopt;
}

}  // namespace khoj::mine
