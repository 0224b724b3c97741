#include "jobs/schedule/job_run.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <random>
#include <utility>

#include <unistd.h>

#include "base/log.hpp"
#include "base/utf8.hpp"
#include "jobs/schedule/lease_keeper.hpp"

namespace khoj::jobs {
namespace {

using base::ErrorCode;
using store::JobResult;

/// What `work` answers, and what it throws as an error.
template <typename Work>
base::Result<JobOutcome> guarded(const Work& work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return base::fail(ErrorCode::resource_exhausted, "there was no memory left");
  } catch (const std::exception& thrown) {
    return base::fail(ErrorCode::internal, "it threw: {}", thrown.what());
  } catch (...) {
    return base::fail(ErrorCode::internal, "it threw something that is no exception");
  }
}

std::string fitting(std::string_view message) {
  return std::string(base::truncate_utf8(base::replace_invalid_utf8(message), store::kMaxJobMessageBytes));
}

store::JobEnd end_of(base::Result<JobOutcome> outcome, const RunRequest& request, bool was_asked) {
  store::JobEnd end;
  if (outcome) {
    end.message = fitting(outcome->message);
    end.metrics = std::move(outcome->metrics);
  } else {
    const bool gave_up = was_asked && outcome.error().code == ErrorCode::cancelled;
    end.result = !gave_up                          ? JobResult::failed
                 : request.cancel.stop_requested() ? JobResult::cancelled
                                                   : JobResult::interrupted;
    end.message = fitting(outcome.error().describe());
  }
  if (const auto valid = validate(end); !valid) {
    end = {JobResult::failed, fmt::format("its outcome cannot be kept: {}", valid.error().describe()), {}};
  }
  return end;
}

void log_end(const store::JobRecord& record) {
  const auto write = record.result == JobResult::failed ? base::log::error : base::log::info;
  write("job ended", {{"job", record.name},
                      {"run", record.runs},
                      {"result", to_string(record.result)},
                      {"ms", record.ended_ms - record.started_ms},
                      {"message", record.message}});
}

/// Another server may have run it, or ended the run that seemed to have been killed, and given the lease back, since the
/// caller looked.
base::Status check_seen(const JobStores& stores, const RunOptions& options,
                        const std::optional<store::JobRecord>& seen) {
  if (!seen) return {};
  KHOJ_ASSIGN(const auto records, base::sync_wait(stores.jobs->records(options.tenant)));
  const auto found = std::ranges::find(records, seen->name, &store::JobRecord::name);
  const auto now = found == records.end() ? store::JobRecord{} : *found;
  if (now.runs == seen->runs && now.result == seen->result) return {};
  return base::fail(ErrorCode::already_exists, "'{}' has run in the meantime", seen->name);
}

/// Runs it under a lease that this process has.
base::Result<store::JobRecord> run_leased(const Job& job, const JobStores& stores, const RunOptions& options,
                                          RunRequest request) {
  KHOJ_TRY(check_seen(stores, options, request.seen));
  KHOJ_ASSIGN(auto record, base::sync_wait(stores.jobs->begin(options.tenant, job.name, options.runner)));
  base::log::info("job begins", {{"job", job.name}, {"run", record.runs}});
  std::stop_source stop;
  const auto end_early = [&stop] { stop.request_stop(); };
  const std::stop_callback on_cancel(request.cancel, end_early);
  const std::stop_callback on_shutdown(request.shutdown, end_early);
  auto outcome = guarded([&] {
    const LeaseKeeper keeper({options.tenant, lease_of_job(job.name), options.runner, options.lease_ms},
                             stores.leases, end_early);
    JobContext context{options.tenant, stop.get_token(), std::move(request.report), options.now_ms};
    return job.run(context);
  });
  auto end = end_of(std::move(outcome), request, stop.stop_requested());
  auto finished = base::sync_wait(stores.jobs->finish(options.tenant, job.name, record.runs, end));
  if (finished) {
    log_end(*finished);
    return finished;
  }
  base::log::warn("how a job ended could not be written down",
                  {{"job", job.name}, {"run", record.runs}, {"error", finished.error().describe()}});
  if (finished.error().code != ErrorCode::failed_precondition) return finished;
  record.result = JobResult::interrupted;
  record.message = finished.error().describe();
  return record;
}

}  // namespace

std::string new_runner_name() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {'?'};
  std::random_device random;
  return fmt::format("{}:{}:{:08x}{:08x}", base::truncate_utf8(base::replace_invalid_utf8(host.data()), 64),
                     ::getpid(), random(), random());
}

std::string lease_of_job(std::string_view job) { return fmt::format("job/{}", job); }

base::Result<store::JobRecord> run_job(const Job& job, const JobStores& stores, const RunOptions& options,
                                       RunRequest request) {
  const auto name = lease_of_job(job.name);
  KHOJ_ASSIGN(const auto lease, base::sync_wait(stores.leases->try_acquire(
                                    options.tenant, name, options.runner, options.lease_ms)));
  if (lease.owner != options.runner)
    return base::fail(ErrorCode::failed_precondition, "'{}' is running already, by {}", job.name,
                      lease.owner);
  auto record = run_leased(job, stores, options, std::move(request));
  if (const auto released = base::sync_wait(stores.leases->release(options.tenant, name, options.runner));
      !released)
    base::log::warn("a lease could not be given back",
                    {{"lease", name}, {"error", released.error().describe()}});
  return record;
}

}  // namespace khoj::jobs
