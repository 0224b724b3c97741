#include "adapters/sqlite/query_hours.hpp"

#include <algorithm>
#include <limits>

#include <sqlite3.h>

namespace khoj::adapters::sqlite {

using store::hour_of;
using store::QueryHour;

base::Status add_search(Connection& connection, std::int64_t tenant, const QueryHour& hour,
                        std::uint64_t total, std::int64_t at_ms) {
  KHOJ_ASSIGN(
      auto add,
      connection.prepare(
          "INSERT INTO query_hours (tenant, hour, query, searches, no_results, clicked_searches, clicks, "
          "results, last_ms) VALUES (?1, ?2, ?3, ?4, ?5, 0.0, 0.0, ?6, ?7) "
          "ON CONFLICT (tenant, hour, query) DO UPDATE SET searches = searches + excluded.searches, "
          "no_results = no_results + excluded.no_results, "
          "results = iif(excluded.last_ms >= last_ms, excluded.results, results), "
          "last_ms = max(last_ms, excluded.last_ms)"));
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const double searches = hour.first_page ? hour.weight : 0.0;
  add.bind(tenant).bind(hour.hour).bind(std::string_view(hour.query)).bind_real(searches);
  add.bind_real(total == 0 ? searches : 0.0);
  return add.bind(static_cast<std::int64_t>(std::min(total, kMost))).bind(at_ms).run();
}

base::Status add_clicks(Connection& connection, std::int64_t tenant, const QueryHour& hour,
                        std::int64_t clicks, bool first) {
  KHOJ_ASSIGN(auto add, connection.prepare("UPDATE query_hours SET clicks = clicks + ?4, "
                                           "clicked_searches = clicked_searches + ?5 "
                                           "WHERE tenant = ?1 AND hour = ?2 AND query = ?3"));
  add.bind(tenant).bind(hour.hour).bind(std::string_view(hour.query));
  add.bind_real(static_cast<double>(clicks) * hour.weight);
  return add.bind_real(first && hour.first_page ? hour.weight : 0.0).run();
}

base::Result<std::vector<store::QueryCount>> read_query_counts(Connection& connection, std::int64_t tenant,
                                                               const store::QueryCountsRequest& request) {
  // "results" is of the row that holds max(last_ms): SQLite promises that for a bare column beside one max().
  KHOJ_ASSIGN(
      auto rows,
      connection.prepare(
          "SELECT query, sum(searches) AS s, sum(no_results) AS n, sum(clicked_searches), sum(clicks), "
          "max(last_ms), results FROM query_hours WHERE tenant = ?1 AND hour BETWEEN ?2 AND ?3 "
          "GROUP BY query HAVING CASE ?4 WHEN 0 THEN s > 0 WHEN 1 THEN n > 0 ELSE s > n END "
          "ORDER BY CASE ?4 WHEN 1 THEN n ELSE s END DESC, query LIMIT ?5"));
  rows.bind(tenant).bind(hour_of(request.since_ms)).bind(hour_of(request.until_ms));
  rows.bind(static_cast<std::int64_t>(request.report)).bind(std::int64_t{request.limit});
  std::vector<store::QueryCount> counts;
  KHOJ_ASSIGN(bool found, rows.step());
  while (found) {
    counts.push_back({std::string(rows.text(0)), rows.real(1), rows.real(2), rows.real(3), rows.real(4),
                      static_cast<std::uint64_t>(rows.integer(6)), rows.integer(5)});
    KHOJ_ASSIGN(found, rows.step());
  }
  return counts;
}

base::Result<std::uint64_t> delete_query_hours(Connection& connection, std::int64_t tenant,
                                               std::int64_t before_ms, std::uint32_t at_most) {
  // The first row that stays bounds a range of the primary key: no row is looked at that is not removed.
  std::int64_t end_hour = hour_of(before_ms);
  std::string end_query;
  {
    KHOJ_ASSIGN(auto end,
                connection.prepare("SELECT hour, query FROM query_hours WHERE tenant = ?1 AND hour < ?2 "
                                   "ORDER BY hour, query LIMIT 1 OFFSET ?3"));
    KHOJ_ASSIGN(const bool found, end.bind(tenant).bind(end_hour).bind(std::int64_t{at_most}).step());
    if (found) {
      end_hour = end.integer(0);
      end_query = end.text(1);
    }
  }
  KHOJ_ASSIGN(auto remove, connection.prepare("DELETE FROM query_hours WHERE tenant = ?1 "
                                              "AND (hour, query) < (?2, ?3)"));
  KHOJ_TRY(remove.bind(tenant).bind(end_hour).bind(std::string_view(end_query)).run());
  return static_cast<std::uint64_t>(sqlite3_changes64(connection.handle()));
}

}  // namespace khoj::adapters::sqlite
