// Feedback is the engine's half of the circle that comes back: impressions of what we show, events of what shoppers do
// with it, and what both say about queries. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "domain/event.hpp"
#include "domain/tenant.hpp"
#include "engine/event_options.hpp"
#include "engine/impression_recorder.hpp"
#include "engine/signal_follower.hpp"
#include "store/event_store.hpp"

namespace khoj::engine {

struct EventCounts {
  std::uint64_t accepted = 0;
  std::uint64_t duplicates = 0;
};

class Feedback {
 public:
  /// @param events null: nothing is kept; record() and query_counts() fail.
  /// @param follower whom events shall have reached before they are answered; null: nobody.
  Feedback(EventOptions options, domain::Tenant tenant, std::shared_ptr<store::EventStore> events,
           SignalFollower* follower = nullptr)
      : tenant_(tenant),
        events_(events),
        follower_(follower),
        impressions_(std::move(options), std::move(tenant), std::move(events)) {}

  /// Where the pipeline puts what it shows.
  [[nodiscard]] ImpressionRecorder& impressions() noexcept { return impressions_; }
  [[nodiscard]] const ImpressionRecorder& impressions() const noexcept { return impressions_; }

  /// Keeps events; durable, and known to the next request, when the Task completes. @return and errors: as store::EventLog::append_events;
  /// failed_precondition (no event log).
  base::Task<base::Result<std::vector<store::EventOutcome>>> record(std::vector<domain::Event> events);

  /// As store::UserHistory::user_events. Errors: also failed_precondition (no event log).
  base::Task<base::Result<store::UserEventsPage>> user_events(store::UserEventsRequest request);

  /// Removes everything that the log keeps about a user. @return how many events those were.
  /// Errors: as store::UserHistory::erase_user (what was removed until then is gone), failed_precondition.
  base::Task<base::Result<std::uint64_t>> erase_user(std::string user_id);

  /// As store::QueryStatistics::query_counts. Errors: also failed_precondition (no event log).
  base::Task<base::Result<std::vector<store::QueryCount>>> query_counts(store::QueryCountsRequest request);

  [[nodiscard]] EventCounts counts() const noexcept {
    return {accepted_.load(std::memory_order_relaxed), duplicates_.load(std::memory_order_relaxed)};
  }

 private:
  domain::Tenant tenant_;
  std::shared_ptr<store::EventStore> events_;
  SignalFollower* follower_;
  std::atomic<std::uint64_t> accepted_{0};
  std::atomic<std::uint64_t> duplicates_{0};
  ImpressionRecorder impressions_;
};

}  // namespace khoj::engine
