#include "adapters/sqlite/event_rows.hpp"

#include <algorithm>
#include <utility>

#include <sqlite3.h>

#include "adapters/sqlite/query_hours.hpp"
#include "store/impression_codec.hpp"
#include "store/query_hour.hpp"

namespace khoj::adapters::sqlite {
namespace {

using base::ErrorCode;
using base::Result;
using domain::Event;
using domain::EventKind;
using store::EventOutcome;
using store::LogPage;
using store::StoredEvent;
using store::StoredImpression;

/// A tenant has room for 2^40 rows a log, a database for 2^23 tenants.
constexpr std::int64_t kRowsPerTenant = 1LL << 40;
/// A page ends when its rows hold this much.
constexpr std::size_t kMaxPageBytes = 8U << 20U;

std::int64_t last_key_of(std::int64_t tenant) { return event_key(tenant + 1, -1); }

domain::EventSeq seq_of(std::int64_t key) {
  return domain::EventSeq(static_cast<std::uint64_t>(key % kRowsPerTenant));
}

Statement& bind_optional(Statement& statement, const std::optional<std::int64_t>& value) {
  return value ? statement.bind(*value) : statement.bind_null();
}

std::uint64_t changed_rows(Connection& connection) {
  return static_cast<std::uint64_t>(sqlite3_changes64(connection.handle()));
}

/// How many clicks name this request.
Result<std::int64_t> count_clicks(Connection& connection, std::int64_t tenant, std::string_view request_id) {
  KHOJ_ASSIGN(auto row, connection.prepare("SELECT count(*) FROM events "
                                           "WHERE tenant = ?1 AND request_id = ?2 AND kind = ?3"));
  row.bind(tenant).bind(request_id).bind(static_cast<std::int64_t>(EventKind::click));
  KHOJ_TRY(row.step());
  return row.integer(0);
}

/// When the newest impressions of a request were, and what is packed of them: the newest first.
Result<Statement> select_impressions(Connection& connection, std::int64_t tenant,
                                     std::string_view request_id) {
  KHOJ_ASSIGN(auto rows, connection.prepare(
                             "SELECT at_ms, packed FROM impressions WHERE request_id = ?1 "
                             "AND impression_key BETWEEN ?2 AND ?3 ORDER BY impression_key DESC LIMIT 8"));
  rows.bind(request_id).bind(event_key(tenant, 0)).bind(last_key_of(tenant));
  return rows;
}

/// The newest impression of the request that counts as a search; absent when none does.
Result<std::optional<store::QueryHour>> find_search(Connection& connection, std::int64_t tenant,
                                                    std::string_view request_id) {
  KHOJ_ASSIGN(auto row, select_impressions(connection, tenant, request_id));
  KHOJ_ASSIGN(bool found, row.step());
  while (found) {
    KHOJ_ASSIGN(auto impression, store::unpack_impression(row.blob(1)));
    impression.at_ms = row.integer(0);
    if (auto hour = store::query_hour_of(impression)) return hour;
    KHOJ_ASSIGN(found, row.step());
  }
  return std::nullopt;
}

base::Status count_click(Connection& connection, std::int64_t tenant, const Event& event) {
  KHOJ_ASSIGN(const auto search, find_search(connection, tenant, event.request_id));
  if (!search) return {};
  KHOJ_ASSIGN(const auto clicks, count_clicks(connection, tenant, event.request_id));
  return add_clicks(connection, tenant, *search, 1, clicks == 1);
}

Result<StoredImpression> read_impression(const Statement& row) {
  KHOJ_ASSIGN(auto impression, store::unpack_impression(row.blob(3)));
  impression.request_id = row.text(1);
  impression.at_ms = row.integer(2);
  return StoredImpression{seq_of(row.integer(0)), std::move(impression)};
}

std::size_t bytes_of(const StoredEvent& stored) {
  const auto& event = stored.event;
  return sizeof stored + event.event_id.size() + event.request_id.size() + event.product_id.size() +
         event.query.size() + event.user_id.value_or("").size();
}

std::size_t bytes_of(const StoredImpression& stored) {
  const auto& impression = stored.impression;
  std::size_t bytes = sizeof stored + impression.query.size() +
                      impression.items.size() * sizeof(domain::ItemId) +
                      impression.propensities.size() * sizeof(float);
  for (const auto& text : impression.texts) bytes += sizeof(std::string) + text.size();
  return bytes;
}

/// Runs a statement whose parameters are the key before the first row, the last key and a number of rows.
template <typename T>
Result<LogPage<T>> read_page(Statement rows, std::int64_t tenant, std::int64_t after, std::uint32_t limit,
                             Result<T> (*read)(const Statement&)) {
  after = std::min(after, kRowsPerTenant - 1);
  rows.bind(event_key(tenant, after)).bind(last_key_of(tenant)).bind(std::int64_t{limit} + 1);
  LogPage<T> page;
  std::size_t bytes = 0;
  KHOJ_ASSIGN(bool found, rows.step());
  while (found) {
    if (page.rows.size() == limit || bytes > kMaxPageBytes) {
      page.more = true;
      break;
    }
    KHOJ_ASSIGN(auto row, read(rows));
    bytes += bytes_of(row);
    page.rows.push_back(std::move(row));
    KHOJ_ASSIGN(found, rows.step());
  }
  return page;
}

}  // namespace

Result<std::string> find_query(Connection& connection, std::int64_t tenant, const store::ShownItem& shown) {
  KHOJ_ASSIGN(auto row, select_impressions(connection, tenant, shown.request_id));
  KHOJ_ASSIGN(bool found, row.step());
  while (found) {
    const auto impression = store::unpack_impression(row.blob(1));
    if (impression && domain::searched_for(*impression, shown.item)) return impression->query;
    KHOJ_ASSIGN(found, row.step());
  }
  return std::string();
}

std::int64_t event_key(std::int64_t tenant, std::int64_t number) noexcept {
  return tenant * kRowsPerTenant + number;
}

Result<StoredEvent> read_event(const Statement& row) {
  StoredEvent stored;
  stored.seq = seq_of(row.integer(0));
  auto& event = stored.event;
  const auto kind = domain::event_kind_of(row.integer(2));
  event.event_id = row.text(1);
  if (!kind)
    return base::fail(ErrorCode::corruption, "the event '{}' is of no known kind: {}", event.event_id,
                      row.integer(2));
  event.kind = *kind;
  event.request_id = row.text(3);
  event.product_id = row.text(4);
  if (!row.is_null(5)) event.position = static_cast<std::uint32_t>(row.integer(5));
  if (!row.is_null(6)) event.user_id = row.text(6);
  if (!row.is_null(7)) event.value_paise = row.integer(7);
  event.quantity = static_cast<std::uint32_t>(row.integer(8));
  event.at_ms = row.integer(9);
  stored.received_ms = row.integer(10);
  event.query = row.text(11);
  if (!row.is_null(12)) stored.item = domain::ItemId(static_cast<std::uint32_t>(row.integer(12)));
  return stored;
}

Result<EventLogRow> find_event_log(Connection& connection, std::int64_t tenant) {
  KHOJ_ASSIGN(auto row,
              connection.prepare("SELECT last_event, last_impression FROM event_logs WHERE tenant = ?1"));
  KHOJ_ASSIGN(const bool found, row.bind(tenant).step());
  return found ? EventLogRow{row.integer(0), row.integer(1)} : EventLogRow{};
}

base::Status save_event_log(Connection& connection, std::int64_t tenant, const EventLogRow& row) {
  KHOJ_ASSIGN(
      auto save,
      connection.prepare("INSERT INTO event_logs (tenant, last_event, last_impression) VALUES (?1, ?2, ?3) "
                         "ON CONFLICT (tenant) DO UPDATE SET last_event = excluded.last_event, "
                         "last_impression = excluded.last_impression"));
  return save.bind(tenant).bind(row.last_event).bind(row.last_impression).run();
}

Result<EventOutcome> add_event(Connection& connection, std::int64_t tenant, EventLogRow& log,
                               const Event& event, std::int64_t now_ms) {
  {
    KHOJ_ASSIGN(
        auto insert,
        connection.prepare(
            "INSERT INTO events (event_key, tenant, event_id, kind, request_id, product_id, position, "
            "user_id, value_paise, quantity, at_ms, received_ms, query) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) "
            "ON CONFLICT (tenant, event_id) DO NOTHING"));
    insert.bind(event_key(tenant, log.last_event + 1)).bind(tenant).bind(std::string_view(event.event_id));
    insert.bind(static_cast<std::int64_t>(event.kind));
    event.request_id.empty() ? insert.bind_null() : insert.bind(std::string_view(event.request_id));
    insert.bind(std::string_view(event.product_id));
    bind_optional(insert, event.position);
    event.user_id ? insert.bind(std::string_view(*event.user_id)) : insert.bind_null();
    bind_optional(insert, event.value_paise);
    insert.bind(std::int64_t{event.quantity}).bind(event.at_ms).bind(now_ms);
    event.query.empty() ? insert.bind_null() : insert.bind(std::string_view(event.query));
    KHOJ_TRY(insert.run());
  }
  if (changed_rows(connection) == 0) return EventOutcome::known;
  ++log.last_event;
  if (event.kind == EventKind::click && !event.request_id.empty())
    KHOJ_TRY(count_click(connection, tenant, event));
  return EventOutcome::recorded;
}

base::Status add_impression(Connection& connection, std::int64_t tenant, EventLogRow& log,
                            const domain::Impression& impression, std::string_view packed) {
  const auto hour = store::query_hour_of(impression);
  std::int64_t clicks = 0;
  if (hour) {
    KHOJ_ASSIGN(clicks, count_clicks(connection, tenant, impression.request_id));
  }
  if (clicks > 0) {
    // They came first and wait for it, unless another impression of this request has had them.
    KHOJ_ASSIGN(const auto earlier, find_search(connection, tenant, impression.request_id));
    if (earlier) clicks = 0;
  }
  KHOJ_ASSIGN(auto insert,
              connection.prepare("INSERT INTO impressions (impression_key, request_id, at_ms, packed) "
                                 "VALUES (?1, ?2, ?3, ?4)"));
  insert.bind(event_key(tenant, log.last_impression + 1)).bind(std::string_view(impression.request_id));
  KHOJ_TRY(insert.bind(impression.at_ms).bind_blob(packed).run());
  ++log.last_impression;
  if (!hour) return {};
  KHOJ_TRY(add_search(connection, tenant, *hour, impression.total, impression.at_ms));
  return clicks == 0 ? base::Status() : add_clicks(connection, tenant, *hour, clicks, true);
}

Result<LogPage<StoredEvent>> read_events(Connection& connection, std::int64_t tenant, std::int64_t after,
                                         std::uint32_t limit) {
  KHOJ_ASSIGN(auto rows,
              connection.prepare(KHOJ_SELECT_EVENTS
                                 "WHERE event_key > ?1 AND event_key <= ?2 ORDER BY event_key LIMIT ?3"));
  return read_page<StoredEvent>(std::move(rows), tenant, after, limit, read_event);
}

Result<LogPage<StoredImpression>> read_impressions(Connection& connection, std::int64_t tenant,
                                                   std::int64_t after, std::uint32_t limit) {
  KHOJ_ASSIGN(auto rows,
              connection.prepare("SELECT impression_key, request_id, at_ms, packed FROM impressions "
                                 "WHERE impression_key > ?1 AND impression_key <= ?2 "
                                 "ORDER BY impression_key LIMIT ?3"));
  return read_page<StoredImpression>(std::move(rows), tenant, after, limit, read_impression);
}

Result<std::uint64_t> delete_events(Connection& connection, std::int64_t tenant, std::int64_t before_ms,
                                    std::uint32_t at_most) {
  // The oldest stand first: looking at a few of them is enough, and costs the same however many there are.
  KHOJ_ASSIGN(auto remove,
              connection.prepare("DELETE FROM events WHERE received_ms < ?4 AND event_key IN "
                                 "(SELECT event_key FROM events WHERE event_key BETWEEN ?1 AND ?2 "
                                 "ORDER BY event_key LIMIT ?3)"));
  remove.bind(event_key(tenant, 0)).bind(last_key_of(tenant)).bind(std::int64_t{at_most});
  KHOJ_TRY(remove.bind(before_ms).run());
  return changed_rows(connection);
}

Result<std::uint64_t> delete_impressions(Connection& connection, std::int64_t tenant, std::int64_t before_ms,
                                         std::uint32_t at_most) {
  KHOJ_ASSIGN(
      auto remove,
      connection.prepare("DELETE FROM impressions WHERE at_ms < ?4 AND impression_key IN "
                         "(SELECT impression_key FROM impressions WHERE impression_key BETWEEN ?1 AND ?2 "
                         "ORDER BY impression_key LIMIT ?3)"));
  remove.bind(event_key(tenant, 0)).bind(last_key_of(tenant)).bind(std::int64_t{at_most});
  KHOJ_TRY(remove.bind(before_ms).run());
  const auto removed = changed_rows(connection);
  KHOJ_ASSIGN(const auto hours, delete_query_hours(connection, tenant, before_ms, at_most));
  return removed + hours;
}

}  // namespace khoj::adapters::sqlite
