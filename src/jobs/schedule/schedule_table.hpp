// Which job runs when: the schedules that jobs come with, under those of the configuration. Plain functions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "jobs/schedule/job.hpp"
#include "jobs/schedule/schedule.hpp"

namespace khoj::jobs {

/// By the job's name; nothing for a job that only runs when somebody asks for it.
using ScheduleTable = std::map<std::string, std::optional<Schedule>, std::less<>>;

/// @param changes "trending=30 2 * * *" or "trending=off", one text a job. An item without a '=' goes on with the one
///                before, behind a comma: an environment variable cannot tell the commas of a schedule from its own.
/// Errors: invalid_argument, which names the job: no such job, no '=', twice, no schedule.
base::Result<ScheduleTable> make_schedule_table(const std::vector<Job>& jobs,
                                                const std::vector<std::string>& changes,
                                                int utc_offset_minutes);

}  // namespace khoj::jobs
