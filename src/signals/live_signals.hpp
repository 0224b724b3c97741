// What is happening in the shop right now, in one place: the boards and tables that one event changes. Written by whoever
// follows the event log, read by stages. Thread-safe: one writer, any number of readers.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/event.hpp"
#include "domain/ids.hpp"
#include "signals/co_visits.hpp"
#include "signals/query_clicks.hpp"
#include "signals/trending_board.hpp"
#include "signals/user_profiles.hpp"

namespace khoj::signals {

struct SignalOptions {
  TrendingOptions trending;
  CoVisitOptions co_visits;
  QueryClickOptions query_clicks;
  std::size_t max_users = 200'000;
  std::int64_t history_days = 30;           ///< Older events are passed over.
  std::int64_t session_gap_ms = 1'800'000;  ///< Events of one user that are nearer belong to one session.
};

/// One event of the log, as far as signals look at it.
struct LoggedEvent {
  domain::EventSeq seq;
  domain::EventKind kind = domain::EventKind::click;
  std::int64_t at_ms = 0;
  std::optional<domain::ItemId> item;  ///< Absent: of a product that the catalogue does not know.
  std::optional<domain::UserKey> user;
  std::string
      query;  ///< Of a search; of others the one whose answer showed the product, where that is known.
};

class LiveSignals {
 public:
  explicit LiveSignals(SignalOptions chosen);

  /// Takes one event into account. Cost: some microseconds.
  void apply(const LoggedEvent& event, std::int64_t now_ms);
  /// Somebody wanted `item` out of the answer to `query`: for what is only found out after apply().
  void follow(std::string_view query, domain::ItemId item, domain::EventKind kind, std::int64_t at_ms);
  void forget(const domain::UserKey& user) {
    profiles.forget(user);
    note_change();
  }
  /// Lets go of what time has made old.
  void advance(std::int64_t now_ms) {
    if (trending.expire(now_ms)) note_change();
  }

  /// Another number after everything that happened: while it is the same, whoever is not known by name is shown the same.
  [[nodiscard]] std::uint64_t changes() const noexcept { return changes_.load(std::memory_order_acquire); }

  const SignalOptions options;
  TrendingBoard trending;
  CoVisits co_visits;
  QueryClicks query_clicks;
  UserProfiles profiles;

 private:
  void learn(const LoggedEvent& event, std::int64_t now_ms);
  /// Behind the change: whoever reads the new number sees it.
  void note_change() noexcept { changes_.fetch_add(1, std::memory_order_release); }

  std::atomic<std::uint64_t> changes_{0};
};

}  // namespace khoj::signals
