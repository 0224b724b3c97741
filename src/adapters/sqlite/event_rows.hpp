// The rows of the event log (docs/formats/database.md, "events", "impressions"): written on the writer's thread inside a
// transaction, read on a reader's. A row's key holds its tenant and its number in the tenant's log, so that a log is one
// stretch of its table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "store/event_store.hpp"

namespace khoj::adapters::sqlite {

/// The newest numbers of a tenant's two logs.
struct EventLogRow {
  std::int64_t last_event = 0;
  std::int64_t last_impression = 0;
};

/// All zero when nothing was ever appended.
base::Result<EventLogRow> find_event_log(Connection& connection, std::int64_t tenant);
base::Status save_event_log(Connection& connection, std::int64_t tenant, const EventLogRow& row);

/// Appends an event under the next number, unless its id is there. A new click is counted for its query.
base::Result<store::EventOutcome> add_event(Connection& connection, std::int64_t tenant, EventLogRow& log,
                                            const domain::Event& event, std::int64_t now_ms);

/// Appends an impression under the next number and counts its query. @param packed  of `impression`.
base::Status add_impression(Connection& connection, std::int64_t tenant, EventLogRow& log,
                            const domain::Impression& impression, std::string_view packed);

/// The key of a row; `number` is its place in the tenant's log.
[[nodiscard]] std::int64_t event_key(std::int64_t tenant, std::int64_t number) noexcept;

/// What read_event() reads; WHERE follows. The catalogue's row says which item the product is.
#define KHOJ_SELECT_EVENTS                                                                        \
  "SELECT events.event_key, events.event_id, events.kind, events.request_id, events.product_id, " \
  "events.position, events.user_id, events.value_paise, events.quantity, events.at_ms, "          \
  "events.received_ms, events.query, products.product_key FROM events LEFT JOIN products "        \
  "ON products.tenant = events.tenant AND products.product_id = events.product_id "
/// Errors: corruption (an event of no known kind).
base::Result<store::StoredEvent> read_event(const Statement& row);

base::Result<store::LogPage<store::StoredEvent>> read_events(Connection& connection, std::int64_t tenant,
                                                             std::int64_t after, std::uint32_t limit);
base::Result<store::LogPage<store::StoredImpression>> read_impressions(Connection& connection,
                                                                       std::int64_t tenant,
                                                                       std::int64_t after,
                                                                       std::uint32_t limit);

/// What was searched where the product was shown; empty when it was in no search's answer.
base::Result<std::string> find_query(Connection& connection, std::int64_t tenant,
                                     const store::ShownItem& shown);

/// Removes those of the oldest `at_most` rows that are older than `before_ms`. @return how many.
base::Result<std::uint64_t> delete_events(Connection& connection, std::int64_t tenant, std::int64_t before_ms,
                                          std::uint32_t at_most);
base::Result<std::uint64_t> delete_impressions(Connection& connection, std::int64_t tenant,
                                               std::int64_t before_ms, std::uint32_t at_most);

}  // namespace khoj::adapters::sqlite
