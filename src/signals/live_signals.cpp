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

void join_with_history(CoVisits& co_visits, const Profile& before, const LoggedEvent& event, double weight,
                       std::int64_t session_gap_ms) {
  std::size_t joined = 0;
  std::int64_t later_ms = event.at_ms;
  bool same_session = true;
  for (auto past = before.items.rbegin(); past != before.items.rend() && joined < kJoined; ++past) {
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
  const bool follows = wanted && !event.query.empty();
  if (follows) query_clicks.add(query_key(event.query), *event.item, weight, at_ms);
  if (!event.user) return;
  const ProfileEvent kept{event.seq, event.kind, at_ms, event.item, event.query};
  profiles.apply(*event.user, kept, [&](const Profile& before) {
    if (!wanted) return;
    join_with_history(co_visits, before, event, weight, options.session_gap_ms);
    if (!follows && !before.queries.empty() && at_ms - before.queries.back().at_ms <= options.session_gap_ms)
      query_clicks.add(query_key(before.queries.back().query), *event.item, weight, at_ms);
  });
}

}  // namespace khoj::signals
