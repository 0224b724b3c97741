#include "adapters/sqlite/user_rows.hpp"

#include <utility>

#include <sqlite3.h>

#include "store/user_events_cursor.hpp"

namespace khoj::adapters::sqlite {
namespace {

using base::Result;

}  // namespace

Result<store::UserEventsPage> read_user_events(Connection& connection, std::int64_t tenant,
                                               const store::UserEventsRequest& request) {
  KHOJ_ASSIGN(const auto before, store::parse_user_events_cursor(request.cursor));
  KHOJ_ASSIGN(auto rows,
              connection.prepare(KHOJ_SELECT_EVENTS
                                 "WHERE events.tenant = ?1 AND events.user_id = ?2 AND events.at_ms >= ?3 "
                                 "AND (events.at_ms, events.event_key) < (?4, ?5) "
                                 "ORDER BY events.at_ms DESC, events.event_key DESC LIMIT ?6"));
  rows.bind(tenant).bind(std::string_view(request.user_id)).bind(request.since_ms);
  rows.bind(before.at_ms)
      .bind(before.seq == store::UserEventPlace().seq ? before.seq : event_key(tenant, before.seq));
  rows.bind(std::int64_t{request.limit} + 1);
  store::UserEventsPage page;
  KHOJ_ASSIGN(bool found, rows.step());
  while (found) {
    if (page.events.size() == request.limit) {
      page.next_cursor = store::user_events_cursor(page.events.back());
      break;
    }
    KHOJ_ASSIGN(auto stored, read_event(rows));
    page.events.push_back(std::move(stored));
    KHOJ_ASSIGN(found, rows.step());
  }
  return page;
}

Result<std::uint64_t> erase_user_events(Connection& connection, std::int64_t tenant, EventLogRow& log,
                                        const std::string& user_id, std::uint32_t at_most,
                                        std::int64_t now_ms) {
  {
    KHOJ_ASSIGN(auto remove,
                connection.prepare("DELETE FROM events WHERE event_key IN (SELECT event_key FROM events "
                                   "WHERE tenant = ?1 AND user_id = ?2 ORDER BY at_ms LIMIT ?3)"));
    KHOJ_TRY(remove.bind(tenant).bind(std::string_view(user_id)).bind(std::int64_t{at_most}).run());
  }
  const auto removed = static_cast<std::uint64_t>(sqlite3_changes64(connection.handle()));
  if (removed == 0) return removed;
  KHOJ_ASSIGN(auto rest,
              connection.prepare("SELECT 1 FROM events WHERE tenant = ?1 AND user_id = ?2 LIMIT 1"));
  KHOJ_ASSIGN(const bool more, rest.bind(tenant).bind(std::string_view(user_id)).step());
  if (!more) KHOJ_TRY(add_event(connection, tenant, log, domain::erasure_of(user_id, now_ms), now_ms));
  return removed;
}

}  // namespace khoj::adapters::sqlite
