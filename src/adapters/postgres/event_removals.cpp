// What removes events: retention, and the end of one user's history. The factories stand in event_writes.hpp.
#include <utility>

#include "adapters/postgres/catalog_writes.hpp"
#include "adapters/postgres/event_log.hpp"
#include "adapters/postgres/event_partitions.hpp"
#include "adapters/postgres/event_writes.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::Result;
using domain::Tenant;

constexpr Statement kOldest{
    "SELECT seq, event_id, received_ms FROM events WHERE tenant = $1 "
    "AND seq > (SELECT removed_event FROM event_logs WHERE tenant = $1) ORDER BY seq LIMIT $2"};
constexpr Statement kForgetIds{"DELETE FROM event_ids WHERE tenant = $1 AND event_id = ANY ($2)"};
/// What lies in a month's partition waits there, seen by nobody, until the month is dropped; the rest has none.
constexpr Statement kDeleteRest{
    "DELETE FROM events WHERE tenant = $1 AND seq > $2 AND seq <= $3 "
    "AND ($4 = 1 OR tableoid = to_regclass('events_rest'))"};
constexpr Statement kDeleteImpressions{
    "DELETE FROM impressions WHERE tenant = $1 AND at_ms < $2 AND seq IN "
    "(SELECT seq FROM impressions WHERE tenant = $1 ORDER BY seq LIMIT $3)"};
/// An id belongs to the row that is still there: a row that retention has removed already has lost its own.
constexpr Statement kEraseUser{
    "WITH gone AS (DELETE FROM events WHERE tenant = $1 AND user_id = $2 AND seq IN (SELECT seq FROM events "
    "WHERE tenant = $1 AND user_id = $2 ORDER BY at_ms LIMIT $3) RETURNING seq, event_id), forgotten AS ("
    "DELETE FROM event_ids USING gone, event_logs AS l WHERE l.tenant = $1 AND gone.seq > l.removed_event "
    "AND event_ids.tenant = $1 AND event_ids.event_id = gone.event_id RETURNING 1) "
    "SELECT count(*), (SELECT count(*) FROM forgotten) FROM gone"};
constexpr Statement kUserIsThere{"SELECT EXISTS (SELECT FROM events WHERE tenant = $1 AND user_id = $2)"};
constexpr Statement kAddId{"INSERT INTO event_ids (tenant, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"};

std::unique_ptr<AnsweredWrite<std::uint64_t>> lone(Tenant tenant, LoneWrite<std::uint64_t>::Work work) {
  return std::make_unique<LoneWrite<std::uint64_t>>(std::move(tenant), std::move(work));
}

/// Rows below the log's mark are gone for every reader at once; the mark moves with the ids, so that a partition whose
/// rows are all below it can be dropped without touching them one by one.
Result<std::uint64_t> remove_events(BlockingSession& session, const Tenant& tenant, std::int64_t before_ms,
                                    std::uint32_t at_most) {
  TenantNumbers tenants;
  KHOJ_ASSIGN(const auto number, find_or_add_event_log(session, tenants, tenant));
  KHOJ_ASSIGN(const bool hypertable, is_hypertable(session));
  KHOJ_ASSIGN(const auto rows, session.run({kBegin,
                                            {kLockEventLog, Params().add(number)},
                                            {kOldest, Params().add(number).add(std::int64_t{at_most})}}));
  KHOJ_ASSIGN(auto log, read_event_log(rows[1]));
  const auto& oldest = rows[2];
  const auto from = log.removed_event;
  Array ids(Type::text);
  int removed = 0;
  for (; removed < oldest.count() && oldest.integer(removed, 2) < before_ms; ++removed) {
    log.removed_event = oldest.integer(removed, 0);
    ids.add(oldest.text(removed, 1));
  }
  Flight flight;
  if (removed > 0) {
    flight.emplace_back(kForgetIds, Params().add(number).add(ids));
    flight.emplace_back(
        kDeleteRest,
        Params().add(number).add(from).add(log.removed_event).add(std::int64_t{hypertable ? 1 : 0}));
    flight.push_back(save_event_log(number, log));
  }
  flight.emplace_back(kCommit);
  KHOJ_TRY(session.run(flight));
  if (removed < oldest.count() || oldest.count() < static_cast<int>(at_most)) {
    // All that is old is gone; what it lay in may go, too, now or the next time.
    if (const auto dropped = drop_old_partitions(session, before_ms); !dropped) {
      base::log::warn("partitions of old events stay for now", {{"error", dropped.error().describe()}});
      if (session.stands()) (void)session.run({Command("ROLLBACK")});
    }
  }
  return static_cast<std::uint64_t>(removed);
}

Result<std::uint64_t> remove_impressions(BlockingSession& session, const Tenant& tenant,
                                         std::int64_t before_ms, std::uint32_t at_most) {
  TenantNumbers tenants;
  KHOJ_ASSIGN(const auto number, find_or_add_event_log(session, tenants, tenant));
  KHOJ_ASSIGN(
      const auto rows,
      session.run({kBegin,
                   {kDeleteImpressions, Params().add(number).add(before_ms).add(std::int64_t{at_most})},
                   delete_query_hours(number, before_ms, at_most),
                   kCommit}));
  return rows[1].affected() + rows[2].affected();
}

Result<std::uint64_t> erase_user(BlockingSession& session, const Tenant& tenant, const std::string& user_id,
                                 std::uint32_t at_most) {
  TenantNumbers tenants;
  KHOJ_ASSIGN(const auto number, find_or_add_event_log(session, tenants, tenant));
  const auto user = Params().add(number).add(std::string_view(user_id));
  auto erase = user;
  KHOJ_ASSIGN(const auto rows, session.run({kBegin,
                                            {kLockEventLog, Params().add(number)},
                                            {kEraseUser, erase.add(std::int64_t{at_most})},
                                            {kUserIsThere, user}}));
  KHOJ_ASSIGN(auto log, read_event_log(rows[1]));
  const auto removed = static_cast<std::uint64_t>(rows[2].integer(0, 0));
  Flight flight;
  if (removed > 0 && rows[3].integer(0, 0) == 0) {
    const auto now_ms = base::now_ms();
    const auto mark = domain::erasure_of(user_id, now_ms);
    flight.emplace_back(kAddId, Params().add(number).add(std::string_view(mark.event_id)));
    flight.push_back(insert_events(number, {{++log.last_event, &mark}}, now_ms));
    flight.push_back(save_event_log(number, log));
  }
  flight.emplace_back(kCommit);
  KHOJ_TRY(session.run(flight));
  return removed;
}

}  // namespace

std::unique_ptr<AnsweredWrite<std::uint64_t>> make_remove_events(const Tenant& tenant, std::int64_t before_ms,
                                                                 std::uint32_t at_most) {
  return lone(tenant, [tenant, before_ms, at_most](BlockingSession& session) {
    return remove_events(session, tenant, before_ms, at_most);
  });
}

std::unique_ptr<AnsweredWrite<std::uint64_t>> make_remove_impressions(const Tenant& tenant,
                                                                      std::int64_t before_ms,
                                                                      std::uint32_t at_most) {
  return lone(tenant, [tenant, before_ms, at_most](BlockingSession& session) {
    return remove_impressions(session, tenant, before_ms, at_most);
  });
}

std::unique_ptr<AnsweredWrite<std::uint64_t>> make_erase_user(const Tenant& tenant, std::string user_id,
                                                              std::uint32_t at_most) {
  return lone(tenant, [tenant, user_id = std::move(user_id), at_most](BlockingSession& session) {
    return erase_user(session, tenant, user_id, at_most);
  });
}

}  // namespace khoj::adapters::postgres
