// The port through which suggestions learn what shoppers search for: how often each query was asked, and what it found.
// Implementations are thread-safe; the suggester's own thread calls them, so they may block.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/tenant.hpp"

namespace khoj::engine {

struct QueryCount {
  std::string query;  ///< As typed.
  std::uint64_t count = 0;
  std::int64_t last_ms = 0;              ///< When it was asked last, wall time.
  std::optional<std::uint64_t> results;  ///< How many products it found then; absent when that is not known.
};

class QueryCounts {
 public:
  virtual ~QueryCounts() = default;

  /// The `limit` queries that were asked most since `since_ms`. Errors: unavailable.
  virtual base::Result<std::vector<QueryCount>> query_counts(const domain::Tenant& tenant,
                                                             std::int64_t since_ms, std::size_t limit) = 0;
  /// A number that is another one after a query was asked. Cheap: it is looked at every few seconds.
  virtual std::uint64_t generation(const domain::Tenant& tenant) = 0;
};

}  // namespace khoj::engine
