// What is wanted right now: every product's events, each weighing decay^(its age in hours), and the products in that
// order at any moment.
//
// All weights fall together, so the order changes only with events. A product's sum is therefore kept as of one fixed
// moment (later events weigh more than 1), where an event is one addition and nothing has to be recomputed as time goes
// by; score() divides by what has passed since. Events older than the window are taken out by the hour.
//
// Thread-safe: one writer, any number of readers. Memory: 16 bytes an ItemId, about 64 a product with events, 8 an event
// of the window.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <shared_mutex>
#include <vector>

#include "domain/ids.hpp"

namespace khoj::signals {

struct TrendingOptions {
  double decay_per_hour = 0.95;         ///< Above 0; 1: an event weighs as much as ever.
  std::int64_t window_hours = 24 * 14;  ///< Older events count nothing.
};

struct TrendingItem {
  domain::ItemId item;
  double weight = 0.0;  ///< Comparable among the items of one look at the board; score() has the unit.
};

class TrendingBoard {
 public:
  explicit TrendingBoard(TrendingOptions options);

  /// Counts one event. Cost: O(log n). @param now_ms  an event outside of the window is passed over.
  void add(domain::ItemId item, std::int64_t at_ms, std::int64_t now_ms);

  /// Takes out the hours that have left the window.
  /// @return whether there was anything to take out.
  bool expire(std::int64_t now_ms);

  /// The sum of decay^(age in hours) over the item's events.
  [[nodiscard]] double score(domain::ItemId item, std::int64_t now_ms) const;

  /// Calls `visit(TrendingItem)`, best first, equal ones by ItemId, until it returns false. `visit` runs under the lock:
  /// it must be quick and not come back here.
  template <typename Visit>
  void visit(Visit&& visit) const {
    const std::shared_lock lock(mutex_);
    for (const Place& place : order_) {
      if (!visit(TrendingItem{domain::ItemId(place.item), place.weight})) return;
    }
  }

  /// Products with events in the window.
  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    double weight = 0.0;
    std::uint32_t events = 0;
  };
  struct Place {
    double weight;
    std::uint32_t item;
    friend bool operator<(const Place& a, const Place& b) noexcept {
      return a.weight != b.weight ? a.weight > b.weight : a.item < b.item;
    }
  };
  struct Counted {
    std::uint32_t item;
    std::uint32_t ms;  ///< Within its hour.
  };

  [[nodiscard]] double weight_at(std::int64_t at_ms) const noexcept;
  void change(std::uint32_t item, double weight, std::int32_t events);
  void move_reference(std::int64_t at_ms);

  const TrendingOptions options_;
  const double rate_;  ///< Per millisecond: weights grow by e^rate.
  mutable std::shared_mutex mutex_;
  std::int64_t reference_ms_ = 0;  ///< The moment at which an event weighs 1; 0 before the first.
  std::vector<Entry> entries_;     ///< By ItemId.
  std::set<Place> order_;
  std::map<std::int64_t, std::vector<Counted>> hours_;
};

}  // namespace khoj::signals
