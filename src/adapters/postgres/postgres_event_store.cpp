#include "adapters/postgres/postgres_event_store.hpp"

#include <algorithm>
#include <utility>

#include "adapters/postgres/event_writes.hpp"
#include "adapters/postgres/text_rules.hpp"
#include "base/clock.hpp"
#include "store/impression_codec.hpp"
#include "store/port_rules.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;
using base::Task;
using domain::Event;
using domain::EventSeq;
using domain::Impression;
using domain::Tenant;
using store::at_index;
using store::check_limit;
using store::signed_seq;

Status check(const Event& event, std::int64_t now_ms) {
  KHOJ_TRY(domain::validate(event, now_ms));
  if (can_be_stored(event.query)) return {};
  return base::fail(base::Error{ErrorCode::invalid_argument, "must not contain a NUL character", "query"});
}

/// A write that waits holds its events, and on its way out a copy of them.
std::size_t memory_of(const std::vector<Event>& events) {
  std::size_t bytes = events.capacity() * sizeof(Event);
  for (const auto& event : events)
    bytes +=
        2 * (event.event_id.size() + event.request_id.size() + event.product_id.size() + event.query.size());
  return bytes;
}

}  // namespace

Task<Result<std::vector<store::EventOutcome>>> PostgresEventStore::append_events(Tenant tenant,
                                                                                 std::vector<Event> events) {
  const auto now_ms = base::now_ms();
  for (std::size_t i = 0; i < events.size(); ++i) KHOJ_CO_TRY(at_index(i, check(events[i], now_ms)));
  if (events.empty()) co_return EventOutcomes{};
  const auto bytes = memory_of(events);
  auto write = make_append_events(std::move(tenant), std::move(events));
  co_return co_await database_->write(Lane::events, bytes, std::move(write));
}

Task<Result<std::uint64_t>> PostgresEventStore::append_impressions(Tenant tenant,
                                                                   std::vector<Impression> impressions) {
  std::vector<PackedImpression> packed;
  packed.reserve(impressions.size());
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < impressions.size(); ++i) {
    auto& impression = impressions[i];
    KHOJ_CO_TRY(at_index(i, domain::validate(impression)));
    auto blob = store::pack_impression(impression);
    impression.items.clear();
    impression.texts.clear();
    impression.propensities.clear();
    bytes += sizeof(PackedImpression) + 2 * blob.size();
    packed.push_back({std::move(impression), std::move(blob)});
  }
  if (packed.empty()) co_return 0U;
  auto write = make_append_impressions(std::move(tenant), std::move(packed));
  co_return co_await database_->write(Lane::events, bytes, std::move(write));
}

Task<Result<store::LogPage<store::StoredEvent>>> PostgresEventStore::events_after(Tenant tenant,
                                                                                  EventSeq after,
                                                                                  std::uint32_t limit) {
  KHOJ_CO_TRY(check_limit(limit));
  auto command = select_events(tenant.id(), signed_seq(after), limit);
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(std::move(command)));
  co_return read_events(rows, limit);
}

Task<Result<store::LogPage<store::StoredImpression>>> PostgresEventStore::impressions_after(
    Tenant tenant, EventSeq after, std::uint32_t limit) {
  KHOJ_CO_TRY(check_limit(limit));
  auto command = select_impressions(tenant.id(), signed_seq(after), limit);
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(std::move(command)));
  co_return read_impressions(rows, limit);
}

Task<Result<std::vector<std::string>>> PostgresEventStore::searched_in(Tenant tenant,
                                                                       std::vector<store::ShownItem> shown) {
  KHOJ_CO_TRY(store::check_count(shown.size(), "shown"));
  if (shown.empty()) co_return std::vector<std::string>{};
  auto command = select_searches(tenant.id(), shown);
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(std::move(command)));
  co_return read_searches(rows, shown);
}

Task<Result<std::uint64_t>> PostgresEventStore::remove_events(Tenant tenant, std::int64_t before_ms,
                                                              std::uint32_t at_most) {
  auto write = make_remove_events(tenant, before_ms, at_most);
  co_return co_await database_->write(Lane::events, 0, std::move(write));
}

Task<Result<std::uint64_t>> PostgresEventStore::remove_impressions(Tenant tenant, std::int64_t before_ms,
                                                                   std::uint32_t at_most) {
  auto write = make_remove_impressions(tenant, before_ms, at_most);
  co_return co_await database_->write(Lane::events, 0, std::move(write));
}

Task<Result<store::UserEventsPage>> PostgresEventStore::user_events(Tenant tenant,
                                                                    store::UserEventsRequest request) {
  KHOJ_CO_TRY(check_limit(request.limit));
  KHOJ_CO_ASSIGN(auto command, select_user_events(tenant.id(), request));
  if (!can_be_stored(request.user_id)) co_return store::UserEventsPage{};
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(std::move(command)));
  co_return read_user_events(rows, request.limit);
}

Task<Result<std::uint64_t>> PostgresEventStore::erase_user(Tenant tenant, std::string user_id,
                                                           std::uint32_t at_most) {
  if (!can_be_stored(user_id)) co_return 0U;
  auto write = make_erase_user(tenant, std::move(user_id), at_most);
  co_return co_await database_->write(Lane::events, 0, std::move(write));
}

Task<Result<std::vector<store::QueryCount>>> PostgresEventStore::query_counts(
    Tenant tenant, store::QueryCountsRequest request) {
  KHOJ_CO_TRY(check_limit(request.limit, store::kMaxQueriesCounted));
  auto command = read_query_counts(tenant.id(), request);
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(std::move(command)));
  co_return query_counts_of(rows);
}

void PostgresEventStore::on_commit(std::function<void()> listener) {
  database_->on_commit(Lane::events, std::move(listener));
}

}  // namespace khoj::adapters::postgres
