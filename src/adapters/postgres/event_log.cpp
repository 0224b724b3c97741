#include "adapters/postgres/event_log.hpp"

namespace khoj::adapters::postgres {
namespace {

constexpr Statement kAddLog{"INSERT INTO event_logs (tenant) VALUES ($1) ON CONFLICT (tenant) DO NOTHING"};

}  // namespace

const Statement kLockEventLog{
    "SELECT last_event, last_impression, removed_event FROM event_logs WHERE tenant = $1 FOR NO KEY UPDATE"};
const Statement kSaveEventLog{
    "UPDATE event_logs SET last_event = $2, last_impression = $3, removed_event = $4 WHERE tenant = $1"};

base::Result<std::int64_t> find_or_add_event_log(BlockingSession& session, TenantNumbers& tenants,
                                                 const domain::Tenant& tenant) {
  const bool known = tenants.knows(tenant);
  KHOJ_ASSIGN(const auto number, tenants.find_or_add(session, tenant));
  if (!known) KHOJ_TRY(session.run({{kAddLog, Params().add(number)}}));
  return number;
}

base::Result<EventLogRow> read_event_log(const Rows& rows) {
  if (rows.empty()) return base::fail(base::ErrorCode::internal, "the event log's row is gone");
  return EventLogRow{rows.integer(0, 0), rows.integer(0, 1), rows.integer(0, 2)};
}

Command save_event_log(std::int64_t tenant, const EventLogRow& row) {
  return {kSaveEventLog,
          Params().add(tenant).add(row.last_event).add(row.last_impression).add(row.removed_event)};
}

}  // namespace khoj::adapters::postgres
