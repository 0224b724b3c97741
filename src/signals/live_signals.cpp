#include "signals/live_signals.hpp"

#include <algorithm>
#include <cmath>

#include "signals/engagement.hpp"

namespace khoj::signals {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
/// With how many of the user's latest other products a product is joined.
constexpr std::size_t kJoined = 10;
/// Two products of one user that were not in one session say less.
constexpr double kOtherSession = 0.25;

void join_with_history(CoVisits& co_visits, const std::vector<ProfileItem>& before, const LoggedEvent& event,
                       double weight, std::int64_t session_gap_ms) {
  std::size_t joined = 0;
  std::int64_t later_ms = event.at_ms;
  bool same_session = true;
  for (auto past = before.rbegin(); past != before.rend() && joined < kJoined; ++past) {
    const double past_weight = engagement_of(past->kind);
    if (later_ms - past->at_ms > session_gap_ms) same_session = false;
    later_ms = past->at_ms;
    if (past->item == *event.item) return;  // It was joined with what lies before when it was wanted then.
    if (past_weight <= 0.0) continue;
    ++joined;
    const double closeness = same_session ? 1.0 : kOtherSession;
    co_visits.join(past->item, *event.item, closeness * std::sqrt(weight * past_weight), event.at_ms);
  }
}

}  // namespace

LiveSignals::LiveSignals(SignalOptions chosen)
    : options(chosen),
      trending(chosen.trending),
      co_visits(chosen.co_visits),
      query_clicks(chosen.query_clicks),
      profiles(chosen.max_users) {}

void LiveSignals::apply(const LoggedEvent& event, std::int64_t now_ms) {
  learn(event, now_ms);
  note_change();
}

void LiveSignals::learn(const LoggedEvent& event, std::int64_t now_ms) {
  if (event.at_ms < now_ms - options.history_days * kDayMs) return;
  // A client's clock may be ahead: what is not yet counts as now.
  const std::int64_t at_ms = std::min(event.at_ms, now_ms);
  const double weight = engagement_of(event.kind);
  const bool wanted = event.item && weight > 0.0;
  if (wanted) {
    trending.add(*event.item, at_ms, now_ms);
    co_visits.note(*event.item, weight, at_ms);
  }
  std::string query;
  if (wanted) query = event.query;
  std::vector<ProfileItem> items;
  if (event.user) {
    const ProfileEvent kept{event.seq, event.kind, at_ms, event.item, event.query};
    profiles.apply(*event.user, kept, [&](const Profile& before) {
      if (!wanted) return;
      items = before.items;
      const bool searched =
          !before.queries.empty() && at_ms - before.queries.back().at_ms <= options.session_gap_ms;
      if (query.empty() && searched) query = before.queries.back().query;
    });
  }
  if (!wanted) return;
  join_with_history(co_visits, items, event, weight, options.session_gap_ms);
  if (!query.empty()) query_clicks.add(query_key(query), *event.item, weight, at_ms);
}

void LiveSignals::follow(std::string_view query, domain::ItemId item, domain::EventKind kind,
                         std::int64_t at_ms) {
  query_clicks.add(query_key(query), item, engagement_of(kind), at_ms);
  note_change();
}

}  // namespace khoj::signals
