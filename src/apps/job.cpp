// khoj job: which jobs there are and how they went, and one of them run by hand, in this process, beside a server or
// without one.
#include <algorithm>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "api/http/signals.hpp"
#include "apps/command.hpp"
#include "apps/common_options.hpp"
#include "apps/progress_bar.hpp"
#include "apps/shop.hpp"
#include "apps/shop_jobs.hpp"

namespace khoj::apps {
namespace {

constexpr long kListenMs = 50;

struct JobCommandOptions {
  CommonOptions common;
  std::string name;
};

std::string utc_time(std::int64_t ms) {
  if (ms == 0) return "never";
  return fmt::format("{:%F %T} UTC", fmt::gmtime(static_cast<std::time_t>(ms / 1'000)));
}

base::Status list_jobs(const JobCommandOptions& options) {
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto stores, open_stores(config));
  const auto jobs = shop_jobs(config, stores);
  KHOJ_ASSIGN(const auto schedules, job_schedules(config, jobs));
  KHOJ_ASSIGN(const auto records, base::sync_wait(stores.jobs->records({})));
  for (const auto& job : jobs) {
    const auto& schedule = schedules.at(job.name);
    fmt::print("{}  {}\n  schedule   {}\n", job.name, job.description, schedule ? schedule->text() : "off");
    for (const auto& record : records) {
      if (record.name != job.name || record.runs == 0) continue;
      fmt::print("  last run   {}, {}{}{}\n  succeeded  {}\n  runs       {}, {} failed\n",
                 utc_time(record.started_ms), to_string(record.result), record.message.empty() ? "" : ": ",
                 record.message, utc_time(record.succeeded_ms), record.runs, record.failures);
    }
  }
  return {};
}

/// A run that did not succeed is this command's error.
base::Status outcome_of(const store::JobRecord& record) {
  if (record.result == store::JobResult::succeeded) {
    fmt::print("{}\n", record.message);
    for (const auto& [name, value] : record.metrics) fmt::print("  {:<24} {}\n", name, value);
    return {};
  }
  const bool failed = record.result == store::JobResult::failed;
  return base::fail(failed ? base::ErrorCode::failed_precondition : base::ErrorCode::cancelled, "{} {}: {}",
                    record.name, to_string(record.result), record.message);
}

base::Status run_one(const JobCommandOptions& options) {
  const api::TerminationSignals signals;
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto stores, open_stores(config));
  const auto jobs = shop_jobs(config, stores);
  const auto job = std::ranges::find(jobs, options.name, &jobs::Job::name);
  if (job == jobs.end()) {
    return base::fail(base::ErrorCode::invalid_argument, "there is no job '{}'; khoj job list shows all",
                      options.name);
  }
  std::stop_source stop;
  const std::jthread listener([&](const std::stop_token& done) {
    while (!done.stop_requested() && !stop.stop_requested())
      if (signals.wait_for(kListenMs)) stop.request_stop();
  });
  ProgressBar bar(job->name);
  std::mutex drawing;
  jobs::RunRequest request{.cancel = stop.get_token(), .shutdown = {}};
  request.report = [&](const jobs::JobProgress& progress) {
    const std::lock_guard lock(drawing);
    bar.update(progress.done, progress.total, progress.note);
  };
  const jobs::RunOptions run{.runner = jobs::new_runner_name()};
  const auto record = jobs::run_job(*job, {stores.leases, stores.jobs}, run, std::move(request));
  bar.finish();
  if (!record) return base::fail(record.error());
  return outcome_of(*record);
}

}  // namespace

void configure_job(CLI::App& app, Action& chosen) {
  app.require_subcommand(1);
  const auto options = std::make_shared<JobCommandOptions>();
  auto* list = app.add_subcommand("list", "Which jobs there are, when they run, and how they went");
  add_common_options(*list, options->common);
  list->callback([options, &chosen] { chosen = [options] { return list_jobs(*options); }; });
  auto* run = app.add_subcommand("run", "Run one now, in this process");
  add_common_options(*run, options->common);
  run->add_option("NAME", options->name, "The job")->required();
  run->callback([options, &chosen] { chosen = [options] { return run_one(*options); }; });
}

}  // namespace khoj::apps
