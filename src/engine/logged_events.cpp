#include "engine/logged_events.hpp"

#include <algorithm>

namespace khoj::engine {
namespace {

constexpr std::uint32_t kPage = 5'000;

}  // namespace

signals::LoggedEvent logged_of(const store::StoredEvent& stored) {
  const auto& event = stored.event;
  signals::LoggedEvent logged;
  logged.seq = stored.seq;
  logged.kind = event.kind;
  logged.at_ms = event.at_ms;
  logged.item = stored.item;
  if (event.user_id) logged.user = domain::user_key(*event.user_id);
  logged.query = event.query;
  return logged;
}

base::Result<std::vector<signals::LoggedEvent>> read_logged_events(
    store::EventHistory& events, const domain::Tenant& tenant,
    const std::function<base::Status(std::uint64_t)>& progress) {
  std::vector<signals::LoggedEvent> logged;
  domain::EventSeq after;
  for (bool more = true; more;) {
    KHOJ_ASSIGN(const auto page, base::sync_wait(events.events_after(tenant, after, kPage)));
    for (const auto& stored : page.rows) logged.push_back(logged_of(stored));
    if (!page.rows.empty()) after = page.rows.back().seq;
    more = page.more;
    if (progress) KHOJ_TRY(progress(logged.size()));
  }
  std::stable_sort(logged.begin(), logged.end(),
                   [](const auto& a, const auto& b) { return a.at_ms < b.at_ms; });
  return logged;
}

}  // namespace khoj::engine
