// The parts that the table "events" consists of: one for each month of the time of receipt, made ahead, and "events_rest"
// for what fits none. Old months are dropped as a whole. Where the extension TimescaleDB is there, events are a hypertable
// instead, which makes its own chunks; that way is untested until somebody runs it.
#pragma once

#include <string>
#include <vector>

#include "adapters/postgres/blocking_session.hpp"

namespace khoj::adapters::postgres {

/// "events_2026_11", and the milliseconds that it holds: begin_ms to before end_ms.
struct MonthPartition {
  std::string name;
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;
};

/// The month that holds this moment, or the one `ahead` months later (UTC).
[[nodiscard]] MonthPartition month_of(std::int64_t ms, int ahead = 0);

/// Whether events are a hypertable. Errors: unavailable.
base::Result<bool> is_hypertable(BlockingSession& session);

/// Makes the partitions of this month and the next three. Where one cannot be made, its rows go to "events_rest": that is
/// logged, and no error. Errors: unavailable.
base::Status make_partitions_ahead(BlockingSession& session, std::int64_t now_ms);

/// Drops the partitions that end at or before `before_ms` and hold no row that is still there for its tenant.
/// Errors: unavailable, also where a reader holds one of them for too long.
base::Status drop_old_partitions(BlockingSession& session, std::int64_t before_ms);

}  // namespace khoj::adapters::postgres
