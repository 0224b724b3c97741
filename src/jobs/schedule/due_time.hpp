// When a job is due, from what is known about it. Pure function.
#pragma once

#include <cstdint>
#include <optional>

#include "jobs/schedule/schedule.hpp"
#include "store/job_store.hpp"

namespace khoj::jobs {

/// The first time that the schedule names after the latest run began (or, before the first run, after the job was first
/// known). It lies in the past when runs were missed, and is one time however many were: they are made up once. A run
/// whose server stopped or was killed in the middle is due at once, but only the first of several in a row: what kills
/// its server would do it again and again.
/// @param now_ms by the same clock as the record's; times of the record behind it (a clock was set back) count as now.
/// @return nothing for a job without a schedule.
[[nodiscard]] std::optional<std::int64_t> due_ms(const std::optional<Schedule>& schedule,
                                                 const store::JobRecord& record, std::int64_t now_ms);

}  // namespace khoj::jobs
