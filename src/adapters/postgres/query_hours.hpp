// The counts of queries, one row for each tenant, hour and query (docs/formats/postgresql.md, "query_hours"). They are
// made in the transactions that append impressions and clicks, so that reports need not read the log. HourCounts gathers
// what one transaction adds; belongs to one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/postgres/params.hpp"
#include "adapters/postgres/rows.hpp"
#include "store/event_store.hpp"
#include "store/query_hour.hpp"

namespace khoj::adapters::postgres {

/// store::query_hour_of() with a query that PostgreSQL can keep.
[[nodiscard]] std::optional<store::QueryHour> storable_query_hour_of(const domain::Impression& impression);

class HourCounts {
 public:
  /// Counts a search that found `total` products; of a further page only its result.
  void add_search(const store::QueryHour& hour, std::uint64_t total, std::int64_t at_ms);
  /// Counts clicks. @param first  the search had none before.
  void add_clicks(const store::QueryHour& hour, std::int64_t clicks, bool first);

  /// Appends the statements that add all of it for `tenant`, in the order of the rows, so that two servers that do it
  /// together do not wait for each other in a circle.
  void append_to(Flight& flight, std::int64_t tenant) const;

 private:
  struct Counts {
    bool searched = false;
    double searches = 0;
    double no_results = 0;
    double clicked_searches = 0;
    double clicks = 0;
    std::int64_t results = 0;
    std::int64_t last_ms = 0;
  };
  std::map<std::pair<std::int64_t, std::string>, Counts> rows_;
};

/// Reads the counts of a tenant, by its name.
[[nodiscard]] Command read_query_counts(const std::string& tenant, const store::QueryCountsRequest& request);
[[nodiscard]] std::vector<store::QueryCount> query_counts_of(const Rows& rows);

/// Removes at most `at_most` rows of hours that were over before `before_ms`.
[[nodiscard]] Command delete_query_hours(std::int64_t tenant, std::int64_t before_ms, std::uint32_t at_most);

}  // namespace khoj::adapters::postgres
