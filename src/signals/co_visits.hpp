// Which products are wanted by the same people: for each product those that the same users clicked, put into the cart or
// bought, near each other in time. Time-decayed, and normalised for popularity: a score is
// pairs(a, b) / sqrt(wanted(a) · wanted(b)), the cosine of the two products' columns of wants.
//
// Weights grow with time instead of falling (growing_weight.hpp): in a quotient the growth cancels.
//
// Thread-safe: one writer, any number of readers. Memory: 8 bytes an ItemId, and 8 a pair, at most 2 · `neighbours` pairs
// a product: when a product has more, those with the least weight are forgotten.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <vector>

#include "domain/ids.hpp"
#include "signals/growing_weight.hpp"

namespace khoj::signals {

struct CoVisitOptions {
  std::uint32_t neighbours = 64;
  double decay_days = 30.0;  ///< After so many days an event weighs 1/e.
};

struct CoVisited {
  domain::ItemId item;
  double score = 0.0;  ///< 0 to about 1.
};

class CoVisits {
 public:
  explicit CoVisits(CoVisitOptions options) : options_(options), weights_(options.decay_days) {}

  /// `item` was wanted once more.
  void note(domain::ItemId item, double weight, std::int64_t at_ms);
  /// `a` and `b`, which differ, were wanted by one user. Counts both ways.
  void join(domain::ItemId a, domain::ItemId b, double weight, std::int64_t at_ms);

  /// Calls `visit(CoVisited)` for each in no order, under the lock: it must be quick and not come back here.
  template <typename Visit>
  void visit(domain::ItemId item, Visit&& visit) const {
    const std::shared_lock lock(mutex_);
    if (item.value >= rows_.size() || !rows_[item.value]) return;
    const Row& row = *rows_[item.value];
    for (const Pair& pair : row.pairs) {
      // Multiplied in double: a float would not hold the product of two grown weights.
      const double both = static_cast<double>(row.wanted) *
                          static_cast<double>(rows_[pair.item] ? rows_[pair.item]->wanted : 0.0F);
      if (both > 0.0)
        visit(CoVisited{domain::ItemId(pair.item), static_cast<double>(pair.weight) / std::sqrt(both)});
    }
  }
  /// Best first, equal ones by ItemId.
  [[nodiscard]] std::vector<CoVisited> of(domain::ItemId item) const;

  [[nodiscard]] std::uint64_t pairs() const;

 private:
  struct Pair {
    std::uint32_t item;
    float weight;
  };
  struct Row {
    float wanted = 0.0F;
    std::vector<Pair> pairs;
  };

  Row& row_of(domain::ItemId item);
  void add_pair(Row& row, std::uint32_t item, float weight);

  const CoVisitOptions options_;
  mutable std::shared_mutex mutex_;
  GrowingWeight weights_;
  std::vector<std::unique_ptr<Row>> rows_;  ///< By ItemId.
  std::uint64_t pairs_ = 0;
};

}  // namespace khoj::signals
