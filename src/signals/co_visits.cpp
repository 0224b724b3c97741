#include "signals/co_visits.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

namespace khoj::signals {

void CoVisits::note(domain::ItemId item, double weight, std::int64_t at_ms) {
  const std::unique_lock lock(mutex_);
  row_of(item).wanted += weights_.of(weight, at_ms);
}

void CoVisits::join(domain::ItemId a, domain::ItemId b, double weight, std::int64_t at_ms) {
  const std::unique_lock lock(mutex_);
  const float grown = weights_.of(weight, at_ms);
  add_pair(row_of(a), b.value, grown);
  add_pair(row_of(b), a.value, grown);
}

std::vector<CoVisited> CoVisits::of(domain::ItemId item) const {
  std::vector<CoVisited> out;
  visit(item, [&](const CoVisited& near) { out.push_back(near); });
  std::sort(out.begin(), out.end(), [](const CoVisited& a, const CoVisited& b) {
    return a.score != b.score ? a.score > b.score : a.item < b.item;
  });
  return out;
}

std::uint64_t CoVisits::pairs() const {
  const std::shared_lock lock(mutex_);
  return pairs_;
}

CoVisits::Row& CoVisits::row_of(domain::ItemId item) {
  if (item.value >= rows_.size()) rows_.resize(std::size_t{item.value} + 1);
  auto& row = rows_[item.value];
  if (!row) row = std::make_unique<Row>();
  return *row;
}

void CoVisits::add_pair(Row& row, std::uint32_t item, float weight) {
  const auto known = std::find_if(row.pairs.begin(), row.pairs.end(),
                                  [item](const Pair& pair) { return pair.item == item; });
  if (known != row.pairs.end()) {
    known->weight += weight;
    return;
  }
  if (row.pairs.size() >= std::size_t{2} * options_.neighbours) {
    const auto kept = row.pairs.begin() + options_.neighbours;
    std::nth_element(row.pairs.begin(), kept, row.pairs.end(), [](const Pair& a, const Pair& b) {
      return a.weight != b.weight ? a.weight > b.weight : a.item < b.item;
    });
    pairs_ -= static_cast<std::uint64_t>(row.pairs.end() - kept);
    row.pairs.erase(kept, row.pairs.end());
  }
  row.pairs.push_back({item, weight});
  ++pairs_;
}

}  // namespace khoj::signals
