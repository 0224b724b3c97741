// Which jobs there are, and what they run with: the one list of them. A new job is a file in src/jobs/ and a row here.
#pragma once

#include <memory>
#include <vector>

#include "apps/shop.hpp"
#include "base/config.hpp"
#include "io/artefact_store.hpp"
#include "jobs/schedule/scheduler.hpp"

namespace khoj::apps {

/// The artefacts of the data directory.
[[nodiscard]] io::ArtefactStore open_artefacts(const base::Config& config);

/// All jobs, in the order in which people see them.
[[nodiscard]] std::vector<jobs::Job> shop_jobs(const base::Config& config, const Stores& stores);

/// When each runs. Errors: invalid_argument, with "jobs.schedule" as context.
base::Result<jobs::ScheduleTable> job_schedules(const base::Config& config,
                                                const std::vector<jobs::Job>& jobs);

/// Starts the scheduler of a server. Errors: as job_schedules.
base::Result<std::unique_ptr<jobs::Scheduler>> start_scheduler(const base::Config& config,
                                                               const Stores& stores);

}  // namespace khoj::apps
