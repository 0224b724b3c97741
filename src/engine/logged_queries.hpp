// LoggedQueries gives the suggester what the event log says about queries. Thread-safe.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/task.hpp"
#include "engine/impression_recorder.hpp"
#include "engine/query_counts.hpp"
#include "store/event_store.hpp"

namespace khoj::engine {

class LoggedQueries final : public QueryCounts {
 public:
  /// @param recorder tells when there is something new; must outlive this.
  LoggedQueries(std::shared_ptr<store::EventStore> events, const ImpressionRecorder& recorder) noexcept
      : events_(std::move(events)), recorder_(recorder) {}

  base::Result<std::vector<QueryCount>> query_counts(const domain::Tenant& tenant, std::int64_t since_ms,
                                                     std::size_t limit) override {
    store::QueryCountsRequest request;
    request.since_ms = since_ms;
    request.limit = static_cast<std::uint32_t>(std::clamp<std::size_t>(limit, 1, store::kMaxQueriesCounted));
    KHOJ_ASSIGN(auto logged, base::sync_wait(events_->query_counts(tenant, request)));
    std::vector<QueryCount> counts;
    counts.reserve(logged.size());
    for (auto& query : logged) {
      counts.push_back({std::move(query.query), static_cast<std::uint64_t>(std::llround(query.searches)),
                        query.last_ms, query.results});
    }
    return counts;
  }

  std::uint64_t generation(const domain::Tenant&) override { return recorder_.counts().recorded; }

 private:
  std::shared_ptr<store::EventStore> events_;
  const ImpressionRecorder& recorder_;
};

}  // namespace khoj::engine
