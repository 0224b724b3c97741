// Transactions for tests: written as lists, drawn at random, and mined by looking at every candidate.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "base/rng.hpp"
#include "mine/item_sets.hpp"
#include "mine/transactions.hpp"

namespace khoj::mine {

using Items = std::vector<std::uint32_t>;
using Counts = std::map<Items, std::uint32_t>;

struct TransactionLists {
  explicit TransactionLists(const std::vector<Items>& lists) {
    for (const auto& list : lists) {
      items.insert(items.end(), list.begin(), list.end());
      offsets.push_back(items.size());
    }
  }
  [[nodiscard]] Transactions view() const { return {offsets, items}; }

  std::vector<std::uint64_t> offsets{0};
  Items items;
};

/// Items of low numbers are frequent; some come in threes, so that there are long sets.
inline TransactionLists draw_transactions(std::uint64_t seed, std::size_t count, std::uint32_t items,
                                          std::uint32_t longest) {
  base::Rng rng(seed);
  std::vector<Items> lists(count);
  for (auto& list : lists) {
    for (std::uint64_t left = rng.below(longest + 1); left > 0; --left) {
      const auto item = static_cast<std::uint32_t>(rng.below(1 + rng.below(items)));
      list.push_back(item);
      if (rng.chance(0.3)) list.insert(list.end(), {item / 3 * 3, item / 3 * 3 + 1, item / 3 * 3 + 2});
    }
  }
  return TransactionLists(lists);
}

/// Every frequent set by its definition: candidates are the frequent sets of one item less with a frequent item behind.
inline Counts count_by_definition(const Transactions& transactions, std::uint64_t min_count,
                                  std::size_t max_length = 1'000) {
  std::vector<std::set<std::uint32_t>> lists;
  std::set<std::uint32_t> items;
  for (std::size_t t = 0; t < transactions.size(); ++t) {
    lists.emplace_back(transactions[t].begin(), transactions[t].end());
    items.insert(lists.back().begin(), lists.back().end());
  }
  Counts out;
  std::vector<Items> frequent{{}};
  for (std::size_t length = 1; length <= max_length && !frequent.empty(); ++length) {
    std::vector<Items> longer;
    for (const auto& set : frequent) {
      for (const std::uint32_t item : items) {
        if (!set.empty() && item <= set.back()) continue;
        Items candidate = set;
        candidate.push_back(item);
        const auto count = std::count_if(lists.begin(), lists.end(), [&](const auto& list) {
          return std::includes(list.begin(), list.end(), candidate.begin(), candidate.end());
        });
        if (static_cast<std::uint64_t>(count) < min_count) continue;
        out[candidate] = static_cast<std::uint32_t>(count);
        longer.push_back(std::move(candidate));
      }
    }
    frequent = std::move(longer);
    if (length > 1) continue;
    items.clear();
    for (const auto& set : frequent) items.insert(set.front());
  }
  return out;
}

inline Items items_of(const ItemSets& sets, std::size_t i) {
  return {sets.items(i).begin(), sets.items(i).end()};
}

inline Counts to_map(const ItemSets& sets) {
  Counts out;
  for (std::size_t i = 0; i < sets.size(); ++i) out[items_of(sets, i)] = sets.count(i);
  return out;
}

}  // namespace khoj::mine
