#include "apps/shop_jobs.hpp"

#include <filesystem>

#include "jobs/train_models.hpp"
#include "jobs/verify_artefacts.hpp"

namespace khoj::apps {

io::ArtefactStore open_artefacts(const base::Config& config) {
  return io::ArtefactStore(std::filesystem::path(config.data_dir) / "artefacts",
                           static_cast<std::size_t>(config.artefacts.keep));
}

std::vector<jobs::Job> shop_jobs(const base::Config& config, const Stores& stores) {
  const auto artefacts = open_artefacts(config);
  const engine::RuleTrainingOptions rules{config.rules.min_support, config.rules.min_confidence,
                                          config.signals.history_days};
  const auto signals = signal_options(config);
  return {jobs::trending_job(artefacts, stores.catalog, stores.events, signals.trending),
          jobs::content_job(artefacts, stores.catalog, stores.events, config.signals.history_days),
          jobs::rules_job(artefacts, stores.catalog, stores.events, rules),
          jobs::profiles_job(artefacts, stores.catalog, stores.events, signals),
          jobs::verify_artefacts_job(artefacts)};
}

base::Result<jobs::ScheduleTable> job_schedules(const base::Config& config,
                                                const std::vector<jobs::Job>& jobs) {
  auto table =
      jobs::make_schedule_table(jobs, config.jobs.schedule, static_cast<int>(config.jobs.utc_offset_minutes));
  if (!table) return base::fail(base::at("jobs.schedule", std::move(table).error()));
  return table;
}

base::Result<std::unique_ptr<jobs::Scheduler>> start_scheduler(const base::Config& config,
                                                               const Stores& stores) {
  auto jobs = shop_jobs(config, stores);
  KHOJ_ASSIGN(auto schedules, job_schedules(config, jobs));
  const jobs::SchedulerOptions options{.run = {.runner = jobs::new_runner_name()},
                                       .timed = config.jobs.enabled};
  return std::make_unique<jobs::Scheduler>(std::move(jobs), std::move(schedules),
                                           jobs::JobStores{stores.leases, stores.jobs}, options);
}

}  // namespace khoj::apps
