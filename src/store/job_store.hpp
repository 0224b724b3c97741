// The port of what is known about jobs: for each, how its last run went, so that a restart and other servers know when it
// ran. Who may run one is lease_store.hpp's subject: begin() and finish() are called by the owner of its lease.
// Implementations are thread-safe, and what they acknowledge is durable. All times are the database's wall clock.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.hpp"
#include "domain/tenant.hpp"

namespace khoj::store {

using JobMetrics = std::map<std::string, double, std::less<>>;

enum class JobResult : std::uint8_t {
  none,     ///< It has never run.
  running,  ///< It has begun and not ended: it runs, or its server was killed.
  succeeded,
  failed,
  cancelled,    ///< Somebody asked it to stop.
  interrupted,  ///< Its server stopped, or lost the lease.
};

/// "none", "running", "succeeded", "failed", "cancelled", "interrupted".
[[nodiscard]] std::string_view to_string(JobResult result) noexcept;
/// Errors: corruption.
base::Result<JobResult> parse_job_result(std::string_view name);

/// {"products":1000,"ndcg_at_10":0.31}; numbers have the fewest digits that read back as the same value.
[[nodiscard]] std::string to_json(const JobMetrics& metrics);
/// Errors: corruption.
base::Result<JobMetrics> job_metrics_from_json(std::string_view json);

struct JobRecord {
  std::string name;
  std::int64_t known_since_ms = 0;
  std::uint64_t runs = 0;  ///< How many have begun; the number of the latest run.
  std::uint64_t failures =
      0;  ///< How many of them failed, or were found not to have ended when the next one began.
  std::uint64_t unended = 0;           ///< How many of the latest in a row are running or were interrupted.
  JobResult result = JobResult::none;  ///< Of the latest run, as everything below.
  std::string runner;                  ///< Who runs or ran it.
  std::int64_t started_ms = 0;         ///< 0: never.
  std::int64_t ended_ms = 0;           ///< 0: not yet.
  std::int64_t succeeded_ms = 0;       ///< When a run last ended well; 0: never.
  std::string message;                 ///< What it says of itself, or its error.
  JobMetrics metrics;
};

/// How a run ended.
struct JobEnd {
  JobResult result = JobResult::succeeded;  ///< Neither none nor running.
  std::string message;                      ///< At most kMaxJobMessageBytes of UTF-8.
  JobMetrics metrics;                       ///< Finite numbers.
};

inline constexpr std::size_t kMaxJobMessageBytes = 10'000;

class JobStore {
 public:
  virtual ~JobStore() = default;

  /// Adds a record for each name that has none, known since now. @param names 1 to 200 bytes of UTF-8 each.
  /// Errors: invalid_argument, resource_exhausted, unavailable.
  virtual base::Task<base::Status> know(domain::Tenant tenant, std::vector<std::string> names) = 0;

  /// All records, by name bytewise. Errors: unavailable, corruption.
  virtual base::Task<base::Result<std::vector<JobRecord>>> records(domain::Tenant tenant) = 0;

  /// A run begins: `runs` and `unended` grow by one, the result is running, what was said of the run before is forgotten.
  /// When that one is still said to be running, it counts as a failure. A name without a record gets one.
  /// @return the record, whose `runs` is this run's number. Errors: as know.
  virtual base::Task<base::Result<JobRecord>> begin(domain::Tenant tenant, std::string name,
                                                    std::string runner) = 0;

  /// Run number `run` has ended. `unended` becomes 0 unless it was interrupted; `failures` grows when it failed.
  /// @return the record. Errors: failed_precondition (another run has begun since, or this one has ended already:
  /// nothing was changed), not_found (no such record), invalid_argument, resource_exhausted, unavailable.
  virtual base::Task<base::Result<JobRecord>> finish(domain::Tenant tenant, std::string name,
                                                     std::uint64_t run, JobEnd end) = 0;
};

/// What begin() and finish() do to a record; adapters read, change and write it in one transaction.
void begin_run(JobRecord& record, std::string runner, std::int64_t now_ms);
/// Errors: failed_precondition, as JobStore::finish.
base::Status finish_run(JobRecord& record, std::uint64_t run, JobEnd end, std::int64_t now_ms);

/// The rules of the two ports for what callers say. Errors: invalid_argument, with the parameter as context.
base::Status check_job_name(std::string_view name, std::string_view parameter);
base::Status validate(const JobEnd& end);

}  // namespace khoj::store
