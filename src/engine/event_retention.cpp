#include "engine/event_retention.hpp"

#include "base/log.hpp"

namespace khoj::engine {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kPauseMs = 3'600'000;
constexpr std::uint32_t kBatch = 1'000;

}  // namespace

base::Result<std::uint64_t> EventRetention::remove_batch(std::int64_t now_ms) {
  std::uint64_t removed = 0;
  if (impression_days_ > 0) {
    const auto before_ms = now_ms - impression_days_ * kDayMs;
    KHOJ_ASSIGN(const auto count, base::sync_wait(events_->remove_impressions(tenant_, before_ms, kBatch)));
    removed += count;
  }
  if (event_days_ > 0) {
    const auto before_ms = now_ms - event_days_ * kDayMs;
    KHOJ_ASSIGN(const auto count, base::sync_wait(events_->remove_events(tenant_, before_ms, kBatch)));
    removed += count;
  }
  return removed;
}

void EventRetention::step(std::int64_t now_ms) {
  if (now_ms < next_ms_) return;
  const auto removed = remove_batch(now_ms);
  if (!removed) base::log::warn("old events could not be removed", {{"error", removed.error().describe()}});
  if (!removed || *removed == 0) next_ms_ = now_ms + kPauseMs;
}

}  // namespace khoj::engine
