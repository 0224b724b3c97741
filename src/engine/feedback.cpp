#include "engine/feedback.hpp"

#include <algorithm>

namespace khoj::engine {
namespace {

constexpr std::uint32_t kEraseAtOnce = 1'000;  // So that other writes get their turn in between.

tl::unexpected<base::Error> no_log() {
  return base::fail(base::ErrorCode::failed_precondition, "this server keeps no event log");
}

}  // namespace

base::Task<base::Result<std::vector<store::EventOutcome>>> Feedback::record(
    std::vector<domain::Event> events) {
  if (!events_) co_return no_log();
  KHOJ_CO_ASSIGN(auto outcomes, co_await events_->append_events(tenant_, std::move(events)));
  const auto accepted =
      static_cast<std::uint64_t>(std::count(outcomes.begin(), outcomes.end(), store::EventOutcome::recorded));
  accepted_.fetch_add(accepted, std::memory_order_relaxed);
  duplicates_.fetch_add(outcomes.size() - accepted, std::memory_order_relaxed);
  if (follower_ != nullptr && accepted > 0) (void)co_await follower_->caught_up();
  co_return outcomes;
}

base::Task<base::Result<store::UserEventsPage>> Feedback::user_events(store::UserEventsRequest request) {
  if (!events_) co_return no_log();
  co_return co_await events_->user_events(tenant_, std::move(request));
}

base::Task<base::Result<std::uint64_t>> Feedback::erase_user(std::string user_id) {
  if (!events_) co_return no_log();
  std::uint64_t erased = 0;
  for (;;) {
    KHOJ_CO_ASSIGN(const auto removed, co_await events_->erase_user(tenant_, user_id, kEraseAtOnce));
    if (removed == 0) break;
    erased += removed;
  }
  if (follower_ != nullptr && erased > 0) (void)co_await follower_->caught_up();
  co_return erased;
}

base::Task<base::Result<std::vector<store::QueryCount>>> Feedback::query_counts(
    store::QueryCountsRequest request) {
  if (!events_) co_return no_log();
  co_return co_await events_->query_counts(tenant_, request);
}

}  // namespace khoj::engine
