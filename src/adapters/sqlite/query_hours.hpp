// The counts of queries, one row for each tenant, hour and query (docs/formats/database.md, "query_hours"). They are made
// in the transactions that append impressions and clicks, so that reports need not read the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "store/event_store.hpp"
#include "store/query_hour.hpp"

namespace khoj::adapters::sqlite {

/// Counts a search that found `total` products; of a further page only its result.
base::Status add_search(Connection& connection, std::int64_t tenant, const store::QueryHour& hour,
                        std::uint64_t total, std::int64_t at_ms);

/// Counts clicks. @param first  the search had none before.
base::Status add_clicks(Connection& connection, std::int64_t tenant, const store::QueryHour& hour,
                        std::int64_t clicks, bool first);

base::Result<std::vector<store::QueryCount>> read_query_counts(Connection& connection, std::int64_t tenant,
                                                               const store::QueryCountsRequest& request);

/// Removes at most `at_most` rows of hours that were over before `before_ms`. @return how many.
base::Result<std::uint64_t> delete_query_hours(Connection& connection, std::int64_t tenant,
                                               std::int64_t before_ms, std::uint32_t at_most);

}  // namespace khoj::adapters::sqlite
