#include "adapters/sqlite/sqlite_event_store.hpp"

#include <algorithm>
#include <utility>

#include "adapters/sqlite/event_rows.hpp"
#include "adapters/sqlite/query_hours.hpp"
#include "adapters/sqlite/tenant_row.hpp"
#include "adapters/sqlite/user_rows.hpp"
#include "base/clock.hpp"
#include "store/impression_codec.hpp"
#include "store/port_rules.hpp"

namespace khoj::adapters::sqlite {
namespace {

using base::Result;
using base::Task;
using domain::Event;
using domain::EventSeq;
using domain::Impression;
using domain::Tenant;
using store::at_index;
using store::check_limit;
using store::EventOutcome;
using store::signed_seq;

std::size_t memory_of(const std::vector<Event>& events) {
  std::size_t bytes = events.capacity() * sizeof(Event);
  for (const auto& event : events)
    bytes += event.event_id.size() + event.request_id.size() + event.product_id.size() + event.query.size();
  return bytes;
}

struct PackedImpression {
  Impression impression;  ///< Without its items, which `packed` holds.
  std::string packed;
};

/// Runs `work(connection, tenant's number)` when there is such a tenant; otherwise the answer is T{}.
template <typename T, typename Work>
auto for_tenant(Tenant tenant, Work work) {
  return [tenant = std::move(tenant), work = std::move(work)](Connection& connection) -> Result<T> {
    KHOJ_ASSIGN(const auto row, find_tenant(connection, tenant));
    if (!row) return T{};
    return work(connection, row->tenant);
  };
}

/// Runs `append(connection, tenant's number, its logs)` and keeps the logs' new numbers.
template <typename T, typename Append>
auto appending(Tenant tenant, Append append) {
  return [tenant = std::move(tenant), append = std::move(append)](Connection& connection) -> Result<T> {
    KHOJ_ASSIGN(const auto row, find_or_add_tenant(connection, tenant));
    KHOJ_ASSIGN(auto log, find_event_log(connection, row.tenant));
    KHOJ_ASSIGN(auto result, append(connection, row.tenant, log));
    KHOJ_TRY(save_event_log(connection, row.tenant, log));
    return result;
  };
}

}  // namespace

Task<Result<std::vector<EventOutcome>>> SqliteEventStore::append_events(Tenant tenant,
                                                                        std::vector<Event> events) {
  using Outcomes = std::vector<EventOutcome>;
  const auto now_ms = base::now_ms();
  for (std::size_t i = 0; i < events.size(); ++i)
    KHOJ_CO_TRY(at_index(i, domain::validate(events[i], now_ms)));
  if (events.empty()) co_return Outcomes{};
  const auto bytes = memory_of(events);
  auto append = [events = std::move(events), now_ms](Connection& connection, std::int64_t number,
                                                     EventLogRow& log) -> Result<Outcomes> {
    Outcomes outcomes;
    outcomes.reserve(events.size());
    for (const auto& event : events) {
      KHOJ_ASSIGN(const auto outcome, add_event(connection, number, log, event, now_ms));
      outcomes.push_back(outcome);
    }
    return outcomes;
  };
  co_return co_await database_->write(bytes, appending<Outcomes>(tenant, std::move(append)));
}

Task<Result<std::uint64_t>> SqliteEventStore::append_impressions(Tenant tenant,
                                                                 std::vector<Impression> impressions) {
  std::vector<PackedImpression> packed;
  packed.reserve(impressions.size());
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < impressions.size(); ++i) {
    auto& impression = impressions[i];
    KHOJ_CO_TRY(at_index(i, domain::validate(impression)));
    auto blob = store::pack_impression(impression);
    impression.items.clear();
    impression.propensities.clear();
    bytes += sizeof(PackedImpression) + blob.size();
    packed.push_back({std::move(impression), std::move(blob)});
  }
  if (packed.empty()) co_return 0U;
  auto append = [packed = std::move(packed)](Connection& connection, std::int64_t number,
                                             EventLogRow& log) -> Result<std::uint64_t> {
    for (const auto& [impression, blob] : packed)
      KHOJ_TRY(add_impression(connection, number, log, impression, blob));
    return packed.size();
  };
  co_return co_await database_->write(bytes, appending<std::uint64_t>(tenant, std::move(append)));
}

Task<Result<store::LogPage<store::StoredEvent>>> SqliteEventStore::events_after(Tenant tenant, EventSeq after,
                                                                                std::uint32_t limit) {
  KHOJ_CO_TRY(check_limit(limit));
  auto work = for_tenant<store::LogPage<store::StoredEvent>>(
      tenant, [after = signed_seq(after), limit](Connection& connection, std::int64_t number) {
        return read_events(connection, number, after, limit);
      });
  co_return co_await database_->read(std::move(work));
}

Task<Result<store::LogPage<store::StoredImpression>>> SqliteEventStore::impressions_after(
    Tenant tenant, EventSeq after, std::uint32_t limit) {
  KHOJ_CO_TRY(check_limit(limit));
  auto work = for_tenant<store::LogPage<store::StoredImpression>>(
      tenant, [after = signed_seq(after), limit](Connection& connection, std::int64_t number) {
        return read_impressions(connection, number, after, limit);
      });
  co_return co_await database_->read(std::move(work));
}

Task<Result<std::vector<std::string>>> SqliteEventStore::searched_in(Tenant tenant,
                                                                     std::vector<store::ShownItem> shown) {
  using Queries = std::vector<std::string>;
  KHOJ_CO_TRY(store::check_count(shown.size(), "shown"));
  const auto count = shown.size();
  auto work = for_tenant<Queries>(
      tenant, [shown = std::move(shown)](Connection& connection, std::int64_t number) -> Result<Queries> {
        Queries queries;
        for (const auto& one : shown) {
          KHOJ_ASSIGN(auto query, find_query(connection, number, one));
          queries.push_back(std::move(query));
        }
        return queries;
      });
  KHOJ_CO_ASSIGN(auto queries, co_await database_->read(std::move(work)));
  queries.resize(count);
  co_return queries;
}

Task<Result<std::uint64_t>> SqliteEventStore::remove_events(Tenant tenant, std::int64_t before_ms,
                                                            std::uint32_t at_most) {
  auto work =
      for_tenant<std::uint64_t>(tenant, [before_ms, at_most](Connection& connection, std::int64_t number) {
        return delete_events(connection, number, before_ms, at_most);
      });
  co_return co_await database_->write(0, std::move(work));
}

Task<Result<std::uint64_t>> SqliteEventStore::remove_impressions(Tenant tenant, std::int64_t before_ms,
                                                                 std::uint32_t at_most) {
  auto work =
      for_tenant<std::uint64_t>(tenant, [before_ms, at_most](Connection& connection, std::int64_t number) {
        return delete_impressions(connection, number, before_ms, at_most);
      });
  co_return co_await database_->write(0, std::move(work));
}

Task<Result<store::UserEventsPage>> SqliteEventStore::user_events(Tenant tenant,
                                                                  store::UserEventsRequest request) {
  KHOJ_CO_TRY(check_limit(request.limit));
  auto work = for_tenant<store::UserEventsPage>(
      tenant, [request = std::move(request)](Connection& connection, std::int64_t number) {
        return read_user_events(connection, number, request);
      });
  co_return co_await database_->read(std::move(work));
}

Task<Result<std::uint64_t>> SqliteEventStore::erase_user(Tenant tenant, std::string user_id,
                                                         std::uint32_t at_most) {
  auto erase = [user_id = std::move(user_id), at_most, now_ms = base::now_ms()](
                   Connection& connection, std::int64_t number, EventLogRow& log) -> Result<std::uint64_t> {
    return erase_user_events(connection, number, log, user_id, at_most, now_ms);
  };
  co_return co_await database_->write(0, appending<std::uint64_t>(tenant, std::move(erase)));
}

void SqliteEventStore::on_commit(std::function<void()> listener) {
  database_->on_commit(std::move(listener));
}

Task<Result<std::vector<store::QueryCount>>> SqliteEventStore::query_counts(
    Tenant tenant, store::QueryCountsRequest request) {
  KHOJ_CO_TRY(check_limit(request.limit, store::kMaxQueriesCounted));
  auto work = for_tenant<std::vector<store::QueryCount>>(
      tenant, [request](Connection& connection, std::int64_t number) {
        return read_query_counts(connection, number, request);
      });
  co_return co_await database_->read(std::move(work));
}

}  // namespace khoj::adapters::sqlite
