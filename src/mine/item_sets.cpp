#include "mine/item_sets.hpp"

#include <algorithm>

namespace khoj::mine {

void ItemSets::add(std::span<const std::uint32_t> items, std::uint32_t count) {
  items_.insert(items_.end(), items.begin(), items.end());
  std::sort(items_.end() - static_cast<std::ptrdiff_t>(items.size()), items_.end());
  offsets_.push_back(items_.size());
  counts_.push_back(count);
}

void ItemSets::append(const ItemSets& other, std::size_t first, std::size_t last) {
  const auto begin = other.items_.begin();
  const std::uint64_t shift = items_.size() - other.offsets_[first];
  items_.insert(items_.end(), begin + static_cast<std::ptrdiff_t>(other.offsets_[first]),
                begin + static_cast<std::ptrdiff_t>(other.offsets_[last]));
  for (std::size_t i = first; i < last; ++i) {
    offsets_.push_back(other.offsets_[i + 1] + shift);
    counts_.push_back(other.counts_[i]);
  }
}

}  // namespace khoj::mine
