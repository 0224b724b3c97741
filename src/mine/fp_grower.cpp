#include "mine/fp_grower.hpp"

namespace khoj::mine {

bool FpGrower::emit(std::uint32_t count) {
  constexpr std::uint64_t kSettleEvery = 1'024;
  if (set_.size() > limit_.longest()) limit_.exceed();
  if (limit_.exceeded()) return false;
  found_.add(set_, count);
  if (++unsettled_ == kSettleEvery) settle();
  return true;
}

/// Extends the set by items below `items` of the table, having those of `mask` already.
void FpGrower::grow_table(std::uint32_t mask, std::uint32_t items) {
  for (std::uint32_t i = 0; i < items; ++i) {
    const std::uint32_t with = mask | (1U << i);
    const std::uint32_t count = table_.count(with);
    if (count < min_count_) continue;
    set_.push_back(numbers_[i]);
    if (emit(count) && set_.size() < max_length_) grow_table(with, i);
    set_.pop_back();
  }
}

/// All subsets of a path: each occurs as often as its lowest item, which is the first that is taken here.
void FpGrower::grow_path(const FpTree& tree, std::uint32_t items, std::uint32_t count) {
  for (std::uint32_t i = 0; i < items; ++i) {
    const std::uint32_t lowest = count == 0 ? tree.count(i) : count;
    set_.push_back(tree.number(i));
    if (emit(lowest) && set_.size() < max_length_) grow_path(tree, i, lowest);
    set_.pop_back();
  }
}

void FpGrower::grow_tree(const FpTree& tree) {
  if (tree.is_single_path()) {
    grow_path(tree, tree.item_count(), 0);
    return;
  }
  for (std::uint32_t item = 0; item < tree.item_count() && !limit_.exceeded(); ++item) grow(tree, item);
}

}  // namespace khoj::mine
