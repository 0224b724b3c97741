// What people who searched for something clicked, put into the cart and bought afterwards: for each query its products,
// time-decayed (growing_weight.hpp). Bounded by the number of queries and of products a query. Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "domain/ids.hpp"
#include "signals/bounded_map.hpp"
#include "signals/growing_weight.hpp"

namespace khoj::signals {

struct QueryClickOptions {
  std::size_t max_queries = 100'000;
  std::size_t items_per_query = 32;
  double decay_days = 30.0;  ///< After so many days an event weighs 1/e.
};

struct ClickedItem {
  domain::ItemId item;
  double share = 0.0;  ///< Of the query's weight, 0 to 1.
};

/// How queries are told apart: folded, one blank between words.
[[nodiscard]] std::string query_key(std::string_view query);

class QueryClicks {
 public:
  explicit QueryClicks(QueryClickOptions options)
      : options_(options), weights_(options.decay_days), queries_(options.max_queries) {}

  /// @param key  query_key() of the query.
  void add(const std::string& key, domain::ItemId item, double weight, std::int64_t at_ms);

  /// Best first, equal ones by ItemId.
  [[nodiscard]] std::vector<ClickedItem> of(std::string_view key) const;

  [[nodiscard]] std::size_t size() const;

 private:
  struct Clicked {
    domain::ItemId item;
    float weight = 0.0F;
  };
  struct StringEqual {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const noexcept { return a == b; }
  };

  const QueryClickOptions options_;
  mutable std::mutex mutex_;
  GrowingWeight weights_;
  mutable BoundedMap<std::string, std::vector<Clicked>, base::StringHash, StringEqual> queries_;
};

}  // namespace khoj::signals
