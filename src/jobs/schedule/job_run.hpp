// One run of a job, from the lease to the record of how it ended: what the scheduler does by the clock, and `khoj job run`
// by hand.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "jobs/schedule/job.hpp"
#include "store/job_store.hpp"
#include "store/lease_store.hpp"

namespace khoj::jobs {

/// Where runs are remembered, and who may have one.
struct JobStores {
  std::shared_ptr<store::LeaseStore> leases;
  std::shared_ptr<store::JobStore> jobs;
};

/// What runs have in common.
struct RunOptions {
  domain::Tenant tenant;
  std::string runner;              ///< Who runs it, for people and for leases: new_runner_name().
  std::int64_t lease_ms = 60'000;  ///< When its process is killed, another may run the job after this time.
  std::function<std::int64_t()> now_ms = base::now_ms;
};

/// One of them.
struct RunRequest {
  std::stop_token cancel;    ///< Somebody does not want it any more.
  std::stop_token shutdown;  ///< The process ends: the run is to be made up.
  std::function<void(JobProgress)> report = [](const JobProgress&) {};
  /// Only if this is still how the job stands: its latest run, and how that went. Looked at once the lease is had.
  std::optional<store::JobRecord> seen = {};
};

/// "shop-1:4711:9f3a…": this machine, this process, and random digits, unlike that of any other process.
[[nodiscard]] std::string new_runner_name();

/// The lease under which a job runs.
[[nodiscard]] std::string lease_of_job(std::string_view job);

/// Takes the job's lease, runs it in this thread, and writes down how it ended. Whatever the job does, short of ending the
/// process, is a result: an error, an exception, no memory.
/// @return the record, whose `result` says how it went. When the lease was lost meanwhile, nothing could be written
/// and the record says interrupted.
/// Errors: failed_precondition (it is running elsewhere), already_exists (another run began or ended since it was `seen`), those of the
/// stores.
base::Result<store::JobRecord> run_job(const Job& job, const JobStores& stores, const RunOptions& options,
                                       RunRequest request);

}  // namespace khoj::jobs
