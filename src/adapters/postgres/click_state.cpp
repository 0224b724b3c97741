#include "adapters/postgres/click_state.hpp"

#include "store/impression_codec.hpp"

namespace khoj::adapters::postgres {
namespace {

/// One request after the other: over all of them at once, the server would rather read the whole index in its order.
/// 1 is domain::EventKind::click.
constexpr Statement kClicks{
    "SELECT named.id, found.clicks FROM unnest($2::text[]) AS named (id), LATERAL ("
    "SELECT count(*) AS clicks FROM events WHERE tenant = $1 AND request_id = named.id AND kind = 1 "
    "AND seq > (SELECT removed_event FROM event_logs WHERE tenant = $1)) AS found WHERE found.clicks > 0"};
/// Newest first. "+ 0": sorted after the request's few rows were found, not found by walking through all in this order.
constexpr Statement kSearches{
    "SELECT named.id, found.at_ms, found.packed FROM unnest($2::text[]) AS named (id), LATERAL ("
    "SELECT seq, at_ms, packed FROM impressions WHERE tenant = $1 AND request_id = named.id "
    "ORDER BY seq + 0 DESC LIMIT 8) AS found ORDER BY found.seq DESC"};
static_assert(static_cast<int>(domain::EventKind::click) == 1);

}  // namespace

void ClickState::append_to(Flight& flight, std::int64_t tenant) const {
  Array ids(Type::text);
  for (const auto& id : requests_) ids.add(std::string_view(id));
  flight.emplace_back(kClicks, Params().add(tenant).add(ids));
  flight.emplace_back(kSearches, Params().add(tenant).add(ids));
}

base::Status ClickState::load(const Rows& clicks, const Rows& searches) {
  for (int i = 0; i < clicks.count(); ++i)
    states_[std::string(clicks.text(i, 0))].clicks = clicks.integer(i, 1);
  for (int i = 0; i < searches.count(); ++i) {
    auto& state = states_[std::string(searches.text(i, 0))];
    if (state.search) continue;
    KHOJ_ASSIGN(auto impression, store::unpack_impression(searches.text(i, 2)));
    impression.at_ms = searches.integer(i, 1);
    state.search = storable_query_hour_of(impression);
  }
  return {};
}

void ClickState::click(HourCounts& counts, const std::string& request_id) {
  auto& state = states_[request_id];
  ++state.clicks;
  if (state.search) counts.add_clicks(*state.search, 1, state.clicks == 1);
}

void ClickState::search(HourCounts& counts, const std::string& request_id, const store::QueryHour& hour,
                        std::uint64_t total, std::int64_t at_ms) {
  auto& state = states_[request_id];
  counts.add_search(hour, total, at_ms);
  // Clicks that came first wait for it, unless another impression of this request has had them.
  if (state.clicks > 0 && !state.search) counts.add_clicks(hour, state.clicks, true);
  state.search = hour;
}

}  // namespace khoj::adapters::postgres
