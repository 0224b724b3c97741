// Scores added up by item: what several lists together say of each. Not thread-safe.
#pragma once

#include <algorithm>
#include <vector>

#include "sources/item_table.hpp"
#include "sources/list_source.hpp"

namespace khoj::sources {

class ItemSums {
 public:
  void add(domain::ItemId item, double score) { sums_[item] += score; }

  /// Calls `visit(ScoredItem)` best first, equal ones by item, until it returns false.
  /// Cost: a pass over the items, and a logarithm of their number for each that is visited.
  template <typename Visit>
  void visit_best_first(Visit&& visit) const {
    std::vector<ScoredItem> heap;
    heap.reserve(sums_.size());
    sums_.visit([&](domain::ItemId item, double score) { heap.push_back({item, score}); });
    const auto comes_after = [](const ScoredItem& a, const ScoredItem& b) { return comes_before(b, a); };
    std::make_heap(heap.begin(), heap.end(), comes_after);
    while (!heap.empty()) {
      std::pop_heap(heap.begin(), heap.end(), comes_after);
      if (!visit(heap.back())) return;
      heap.pop_back();
    }
  }

 private:
  static constexpr std::size_t kUsual = 500;

  ItemTable sums_{kUsual};
};

}  // namespace khoj::sources
