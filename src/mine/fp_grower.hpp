// The recursion of FP-growth: from one item of a base (transactions, or a tree of them) to all frequent sets in which it is
// the rarest. One for each thread; several may share a SetLimit.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "mine/fp_tree.hpp"
#include "mine/item_sets.hpp"
#include "mine/subset_table.hpp"

namespace khoj::mine {

/// How many sets all threads together may find. Thread-safe.
class SetLimit {
 public:
  explicit SetLimit(std::uint64_t most) noexcept : most_(most) {}

  /// No set can have more items than this without having more than `most` subsets, which are frequent, too.
  [[nodiscard]] std::size_t longest() const noexcept {
    return static_cast<std::size_t>(std::bit_width(most_));
  }

  void count(std::uint64_t sets) noexcept {
    if (found_.fetch_add(sets, std::memory_order_relaxed) + sets > most_) exceed();
  }
  void exceed() noexcept { exceeded_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool exceeded() const noexcept { return exceeded_.load(std::memory_order_relaxed); }

 private:
  std::uint64_t most_;
  std::atomic<std::uint64_t> found_{0};
  std::atomic<bool> exceeded_{false};
};

class FpGrower {
 public:
  /// @param max_length 0 is any. @param limit outlives this.
  FpGrower(std::uint64_t min_count, std::uint32_t max_length, SetLimit& limit, std::uint64_t transactions)
      : min_count_(static_cast<std::uint32_t>(min_count)),
        max_length_(max_length == 0 ? 0xFFFFFFFF : max_length),
        limit_(limit),
        found_(transactions) {}

  /// Finds all sets of `item` and more frequent items of `base`; stops early where the limit is exceeded.
  template <typename Base>
  void grow(const Base& base, std::uint32_t item) {
    set_.push_back(base.number(item));
    if (emit(base.count(item)) && item > 0 && set_.size() < max_length_) grow_above(base, item);
    set_.pop_back();
  }

  [[nodiscard]] const ItemSets& found() const noexcept { return found_; }
  [[nodiscard]] ItemSets take() noexcept { return std::move(found_); }

  /// Tells the limit of what has been found since the last time.
  void settle() noexcept { limit_.count(std::exchange(unsettled_, 0)); }

 private:
  /// The set as it stands is frequent. False: stop.
  bool emit(std::uint32_t count);

  template <typename Base>
  void grow_above(const Base& base, std::uint32_t item);

  /// Puts the items of `base` that are frequent together with `item` into partners_ and partner_counts_. Returns how many
  /// items the paths above it have.
  template <typename Base>
  std::uint64_t count_partners(const Base& base, std::uint32_t item);

  template <typename Base>
  void fill_table(const Base& base, std::uint32_t item);
  template <typename Base>
  void fill_tree(const Base& base, std::uint32_t item, FpTree& tree);

  void grow_table(std::uint32_t mask, std::uint32_t items);
  void grow_path(const FpTree& tree, std::uint32_t items, std::uint32_t count);
  void grow_tree(const FpTree& tree);

  std::uint32_t min_count_;
  std::uint32_t max_length_;
  SetLimit& limit_;
  ItemSets found_;
  std::uint64_t unsettled_ = 0;
  std::vector<std::uint32_t> set_;  ///< Item numbers, the rarest first.

  std::vector<std::uint32_t> scratch_;  ///< A number for each item of the base; all 0 between uses.
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> partners_;
  std::vector<std::uint32_t> partner_counts_;
  std::vector<std::uint32_t> numbers_;  ///< Of the partners, and of the items of table_.
  std::vector<std::uint64_t> bits_;     ///< The same in words.
  PathList paths_;
  MaskPathList masks_;
  SubsetTable table_;
  std::vector<std::unique_ptr<FpTree>> trees_;  ///< One for each depth, used again.
  std::size_t depth_ = 0;
};

template <typename Base>
std::uint64_t FpGrower::count_partners(const Base& base, std::uint32_t item) {
  if (scratch_.size() < base.item_count()) scratch_.resize(base.item_count());
  partners_.clear();
  partner_counts_.clear();
  numbers_.clear();
  std::uint64_t steps = 0;
  const auto take = [&](std::uint32_t i, std::uint32_t count) {
    if (count < min_count_) return;
    partners_.push_back(i);
    partner_counts_.push_back(count);
    numbers_.push_back(base.number(i));
  };
  if (const auto pairs = base.pair_counts(item); !pairs.empty()) {
    for (std::uint32_t i = 0; i < item; ++i) {
      take(i, pairs[i]);
      steps += pairs[i];
    }
    return steps;
  }
  std::uint32_t* const counts = scratch_.data();
  std::uint32_t weight = 0;
  const auto nothing = [](auto&&...) {};
  base.walk(
      item, [&](std::uint32_t w) { weight = w; },
      [&](std::uint32_t i) {
        counts[i] += weight;
        ++steps;
      },
      nothing);
  if (item <= 8 * steps) {
    for (std::uint32_t i = 0; i < item; ++i) take(i, std::exchange(counts[i], 0));
    return steps;
  }
  // Few items of many: looking at each would be most of the work.
  touched_.clear();
  base.walk(item, nothing, [&](std::uint32_t i) { touched_.push_back(i); }, nothing);
  std::sort(touched_.begin(), touched_.end());
  for (const std::uint32_t i : touched_) take(i, std::exchange(counts[i], 0));
  return steps;
}

template <typename Base>
void FpGrower::fill_table(const Base& base, std::uint32_t item) {
  table_.clear(static_cast<std::uint32_t>(partners_.size()));
  std::uint32_t* const bits = scratch_.data();
  for (std::size_t i = 0; i < partners_.size(); ++i) bits[partners_[i]] = 1U << i;
  std::uint32_t mask = 0;
  std::uint32_t weight = 0;
  base.walk(
      item,
      [&](std::uint32_t w) {
        weight = w;
        mask = 0;
      },
      [&](std::uint32_t i) { mask |= bits[i]; }, [&] { table_.add(mask, weight); });
  for (const std::uint32_t i : partners_) bits[i] = 0;
  table_.sum_supersets();
}

template <typename Base>
void FpGrower::fill_tree(const Base& base, std::uint32_t item, FpTree& tree) {
  const auto partners = static_cast<std::uint32_t>(partners_.size());
  std::uint32_t weight = 0;
  if (partners <= 64) {
    masks_.clear();
    bits_.resize(std::max<std::size_t>(bits_.size(), base.item_count()));
    std::uint64_t* const bits = bits_.data();
    for (std::uint32_t i = 0; i < partners; ++i) bits[partners_[i]] = MaskPathList::bit(i);
    std::uint64_t mask = 0;
    base.walk(
        item,
        [&](std::uint32_t w) {
          weight = w;
          mask = 0;
        },
        [&](std::uint32_t i) { mask |= bits[i]; }, [&] { masks_.add(mask, weight); });
    for (const std::uint32_t i : partners_) bits[i] = 0;
    masks_.sort(partners);
    tree.fill(numbers_, partner_counts_, masks_);
    return;
  }
  paths_.clear();
  std::uint32_t* const places = scratch_.data();
  for (std::uint32_t i = 0; i < partners; ++i) places[partners_[i]] = i + 1;
  base.walk(
      item, [&](std::uint32_t w) { weight = w; },
      [&](std::uint32_t i) {
        if (places[i] != 0) paths_.push(places[i] - 1);
      },
      [&] { paths_.end_descending(weight); });
  for (const std::uint32_t i : partners_) places[i] = 0;
  paths_.sort();
  tree.fill(numbers_, partner_counts_, paths_);
}

template <typename Base>
void FpGrower::grow_above(const Base& base, std::uint32_t item) {
  const std::uint64_t steps = count_partners(base, item);
  const std::size_t partners = partners_.size();
  if (partners == 0) return;
  if (partners == 1 || set_.size() + 1 == max_length_) {
    for (std::size_t i = 0; i < partners; ++i) {
      set_.push_back(numbers_[i]);
      emit(partner_counts_[i]);
      set_.pop_back();
    }
    return;
  }
  // A table costs about as much as a few walks up to this many items.
  constexpr std::uint64_t kFreeEntries = 256;
  if (partners <= SubsetTable::kMostItems &&
      (partners << partners) <= 64 * std::max<std::uint64_t>(steps, kFreeEntries)) {
    fill_table(base, item);
    grow_table(0, table_.item_count());
    return;
  }
  if (trees_.size() == depth_) trees_.push_back(std::make_unique<FpTree>());
  FpTree& tree = *trees_[depth_++];
  fill_tree(base, item, tree);
  grow_tree(tree);
  --depth_;
}

}  // namespace khoj::mine
