#include "adapters/postgres/query_hours.hpp"

#include <algorithm>
#include <limits>

namespace khoj::adapters::postgres {
namespace {

using store::hour_of;
using store::QueryHour;

constexpr Statement kAddSearches{
    "INSERT INTO query_hours AS q (tenant, hour, query, searches, no_results, clicked_searches, clicks, "
    "results, last_ms) "
    "SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::float8[], $5::float8[], $6::float8[], "
    "$7::float8[], "
    "$8::bigint[], $9::bigint[]) ON CONFLICT (tenant, hour, query) DO UPDATE SET "
    "searches = q.searches + excluded.searches, no_results = q.no_results + excluded.no_results, "
    "clicked_searches = q.clicked_searches + excluded.clicked_searches, clicks = q.clicks + excluded.clicks, "
    "results = CASE WHEN excluded.last_ms >= q.last_ms THEN excluded.results ELSE q.results END, "
    "last_ms = greatest(q.last_ms, excluded.last_ms)"};
constexpr Statement kAddClicks{
    "UPDATE query_hours AS q SET clicked_searches = q.clicked_searches + a.clicked_searches, "
    "clicks = q.clicks + a.clicks FROM unnest($2::bigint[], $3::text[], $4::float8[], $5::float8[]) "
    "AS a (hour, query, clicked_searches, clicks) WHERE q.tenant = $1 AND q.hour = a.hour AND q.query = "
    "a.query"};
constexpr Statement kCounts{
    "SELECT query, sum(searches), sum(no_results), sum(clicked_searches), sum(clicks), max(last_ms), "
    "(array_agg(results ORDER BY last_ms DESC))[1] FROM query_hours "
    "WHERE tenant = (SELECT tenant FROM tenants WHERE name = $1) AND hour BETWEEN $2 AND $3 GROUP BY query "
    "HAVING CASE $4 WHEN 0 THEN sum(searches) > 0 WHEN 1 THEN sum(no_results) > 0 "
    "ELSE sum(searches) > sum(no_results) END "
    "ORDER BY CASE $4 WHEN 1 THEN sum(no_results) ELSE sum(searches) END DESC, query LIMIT $5"};
constexpr Statement kDelete{
    "DELETE FROM query_hours WHERE tenant = $1 AND (hour, query) IN (SELECT hour, query FROM query_hours "
    "WHERE tenant = $1 AND hour < $2 ORDER BY hour, query LIMIT $3)"};

/// PostgreSQL's text holds no NUL: such a query is counted with the sign for what cannot be shown.
std::string without_nul(std::string query) {
  for (auto at = query.find('\0'); at != std::string::npos; at = query.find('\0', at))
    query.replace(at, 1, "\xEF\xBF\xBD");
  return query;
}

}  // namespace

std::optional<QueryHour> storable_query_hour_of(const domain::Impression& impression) {
  auto hour = store::query_hour_of(impression);
  if (hour) hour->query = without_nul(std::move(hour->query));
  return hour;
}

void HourCounts::add_search(const QueryHour& hour, std::uint64_t total, std::int64_t at_ms) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  auto& counts = rows_[{hour.hour, hour.query}];
  const double searches = hour.first_page ? hour.weight : 0.0;
  counts.searches += searches;
  counts.no_results += total == 0 ? searches : 0.0;
  if (!counts.searched || at_ms >= counts.last_ms) {
    counts.results = static_cast<std::int64_t>(std::min(total, kMost));
    counts.last_ms = at_ms;
  }
  counts.searched = true;
}

void HourCounts::add_clicks(const QueryHour& hour, std::int64_t clicks, bool first) {
  auto& counts = rows_[{hour.hour, hour.query}];
  counts.clicks += static_cast<double>(clicks) * hour.weight;
  counts.clicked_searches += first && hour.first_page ? hour.weight : 0.0;
}

void HourCounts::append_to(Flight& flight, std::int64_t tenant) const {
  struct Columns {
    Array hours{Type::integer};
    Array queries{Type::text};
    Array clicked{Type::real};
    Array clicks{Type::real};
  };
  Columns searched;
  Columns clicked;
  Array searches(Type::real);
  Array no_results(Type::real);
  Array results(Type::integer);
  Array last(Type::integer);
  for (const auto& [key, counts] : rows_) {
    auto& columns = counts.searched ? searched : clicked;
    columns.hours.add(key.first);
    columns.queries.add(std::string_view(key.second));
    columns.clicked.add_real(counts.clicked_searches);
    columns.clicks.add_real(counts.clicks);
    if (!counts.searched) continue;
    searches.add_real(counts.searches);
    no_results.add_real(counts.no_results);
    results.add(counts.results);
    last.add(counts.last_ms);
  }
  if (!searched.hours.empty()) {
    auto params =
        Params().add(tenant).add(searched.hours).add(searched.queries).add(searches).add(no_results);
    params.add(searched.clicked).add(searched.clicks).add(results).add(last);
    flight.emplace_back(kAddSearches, std::move(params));
  }
  if (!clicked.hours.empty()) {
    auto params =
        Params().add(tenant).add(clicked.hours).add(clicked.queries).add(clicked.clicked).add(clicked.clicks);
    flight.emplace_back(kAddClicks, std::move(params));
  }
}

Command read_query_counts(const std::string& tenant, const store::QueryCountsRequest& request) {
  auto params =
      Params().add(std::string_view(tenant)).add(hour_of(request.since_ms)).add(hour_of(request.until_ms));
  params.add(static_cast<std::int64_t>(request.report)).add(std::int64_t{request.limit});
  return {kCounts, std::move(params)};
}

std::vector<store::QueryCount> query_counts_of(const Rows& rows) {
  std::vector<store::QueryCount> counts;
  for (int i = 0; i < rows.count(); ++i) {
    counts.push_back({std::string(rows.text(i, 0)), rows.real(i, 1), rows.real(i, 2), rows.real(i, 3),
                      rows.real(i, 4), static_cast<std::uint64_t>(rows.integer(i, 6)), rows.integer(i, 5)});
  }
  return counts;
}

Command delete_query_hours(std::int64_t tenant, std::int64_t before_ms, std::uint32_t at_most) {
  return {kDelete, Params().add(tenant).add(hour_of(before_ms)).add(std::int64_t{at_most})};
}

}  // namespace khoj::adapters::postgres
