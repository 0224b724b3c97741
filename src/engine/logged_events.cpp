#include "engine/logged_events.hpp"

#include <algorithm>
#include <iterator>
#include <span>

#include "signals/engagement.hpp"

namespace khoj::engine {
namespace {

constexpr std::uint32_t kPage = 5'000;
/// What answers showed may be long.
constexpr std::size_t kAskedAtOnce = 500;
/// A log has room for 2^40 events.
constexpr std::uint64_t kMostEvents = std::uint64_t{1} << 40U;

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

bool follows_from_request(const store::StoredEvent& stored) {
  return stored.item && !stored.event.request_id.empty() && signals::engagement_of(stored.event.kind) > 0.0;
}

}  // namespace

base::Result<LoggedPage> read_logged_page(store::EventHistory& events, const domain::Tenant& tenant,
                                          domain::EventSeq after) {
  KHOJ_ASSIGN(auto page, base::sync_wait(events.events_after(tenant, after, kPage)));
  LoggedPage logged{std::move(page.rows), {}, page.more, {}};
  logged.events.reserve(logged.rows.size());
  std::vector<std::size_t> places;
  for (const auto& stored : logged.rows) {
    if (follows_from_request(stored)) places.push_back(logged.events.size());
    logged.events.push_back(logged_of(stored));
  }
  for (std::size_t first = 0; first < places.size(); first += kAskedAtOnce) {
    const auto asked = std::span(places).subspan(first, std::min(kAskedAtOnce, places.size() - first));
    std::vector<store::ShownItem> shown;
    for (const auto place : asked)
      shown.push_back({logged.rows[place].event.request_id, *logged.rows[place].item});
    KHOJ_ASSIGN(auto queries, base::sync_wait(events.searched_in(tenant, std::move(shown))));
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (queries[i].empty()) logged.unanswered.push_back(asked[i]);
      logged.events[asked[i]].query = std::move(queries[i]);
    }
  }
  return logged;
}

base::Result<domain::EventSeq> find_events_since(store::EventHistory& events, const domain::Tenant& tenant,
                                                 std::int64_t since_ms) {
  std::uint64_t low = 0;
  std::uint64_t high = kMostEvents;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    KHOJ_ASSIGN(const auto page, base::sync_wait(events.events_after(tenant, domain::EventSeq(middle), 1)));
    const bool older = !page.rows.empty() && page.rows.front().received_ms < since_ms;
    if (older) {
      low = page.rows.front().seq.value;
    } else {
      high = middle;
    }
  }
  return domain::EventSeq(low);
}

base::Result<std::vector<signals::LoggedEvent>> read_logged_events(
    store::EventHistory& events, const domain::Tenant& tenant, domain::EventSeq after,
    const std::function<base::Status(std::uint64_t)>& progress) {
  std::vector<signals::LoggedEvent> logged;
  for (bool more = true; more;) {
    KHOJ_ASSIGN(auto page, read_logged_page(events, tenant, after));
    std::move(page.events.begin(), page.events.end(), std::back_inserter(logged));
    if (!page.rows.empty()) after = page.rows.back().seq;
    more = page.more;
    if (progress) KHOJ_TRY(progress(logged.size()));
  }
  std::stable_sort(logged.begin(), logged.end(),
                   [](const auto& a, const auto& b) { return a.at_ms < b.at_ms; });
  return logged;
}

}  // namespace khoj::engine
