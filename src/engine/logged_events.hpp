// The event log as signals and training read it. Plain functions; they block.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/result.hpp"
#include "domain/tenant.hpp"
#include "signals/live_signals.hpp"
#include "store/event_store.hpp"

namespace khoj::engine {

/// A page of the log, each event with the query that it followed from where it names the request of a search.
struct LoggedPage {
  std::vector<store::StoredEvent> rows;
  std::vector<signals::LoggedEvent> events;  ///< Of each row, at its place.
  bool more = false;                         ///< Others follow at once.
  std::vector<std::size_t>
      unanswered;  ///< Those whose request is not in the log: not yet, or it was no search.
};

/// Blocks. Errors: unavailable, corruption. Cost: that of events_after, and some microseconds a named request.
base::Result<LoggedPage> read_logged_page(store::EventHistory& events, const domain::Tenant& tenant,
                                          domain::EventSeq after);

/// Just before the first event that was received at `since_ms` or later, or a later one before it: found by halving, as
/// events stand in the order in which they were received. Errors: unavailable, corruption. Cost: 40 reads of one event.
base::Result<domain::EventSeq> find_events_since(store::EventHistory& events, const domain::Tenant& tenant,
                                                 std::int64_t since_ms);

/// What follows `after` in the log, by at_ms, in the order of the log where that is the same.
/// @param progress  called now and then with how many were read; its error ends the reading.
/// Errors: unavailable, corruption. Cost: 100 bytes an event.
base::Result<std::vector<signals::LoggedEvent>> read_logged_events(
    store::EventHistory& events, const domain::Tenant& tenant, domain::EventSeq after,
    const std::function<base::Status(std::uint64_t)>& progress = {});

}  // namespace khoj::engine
