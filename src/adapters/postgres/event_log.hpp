// The row of a tenant's event log: it numbers events and impressions, and is locked to the end of each transaction that
// appends or removes, so that the order of the numbers is the order of the commits. Used on the lane's thread.
#pragma once

#include "adapters/postgres/tenant_numbers.hpp"

namespace khoj::adapters::postgres {

struct EventLogRow {
  std::int64_t last_event = 0;
  std::int64_t last_impression = 0;
  std::int64_t removed_event = 0;  ///< Events up to this number are gone, also where a row still lies about.
};

/// Gives what read_event_log() reads.
extern const Statement kLockEventLog;
extern const Statement kSaveEventLog;

/// The tenant's number; its log's row is there afterwards.
base::Result<std::int64_t> find_or_add_event_log(BlockingSession& session, TenantNumbers& tenants,
                                                 const domain::Tenant& tenant);

/// Errors: internal (no row).
base::Result<EventLogRow> read_event_log(const Rows& rows);
[[nodiscard]] Command save_event_log(std::int64_t tenant, const EventLogRow& row);

}  // namespace khoj::adapters::postgres
