#include "jobs/schedule/due_time.hpp"

#include <algorithm>

namespace khoj::jobs {

std::optional<std::int64_t> due_ms(const std::optional<Schedule>& schedule, const store::JobRecord& record,
                                   std::int64_t now_ms) {
  if (!schedule) return std::nullopt;
  if (record.unended == 1) return std::min(record.started_ms, now_ms);
  const auto since_ms = record.runs > 0 ? record.started_ms : record.known_since_ms;
  return schedule->next_after(std::min(since_ms, now_ms));
}

}  // namespace khoj::jobs
