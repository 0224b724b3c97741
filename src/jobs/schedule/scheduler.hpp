// The Scheduler runs the jobs of one process: those that are due, and those that somebody asks for, one after the other, in
// one thread that steps back behind everything that answers requests. Of several servers on one database, one runs a job
// at a time; each sees what the others did. Thread-safe. Its end asks the job that runs to stop, and waits for it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "jobs/schedule/job_run.hpp"
#include "jobs/schedule/schedule_table.hpp"

namespace khoj::jobs {

enum class JobState : std::uint8_t {
  idle,
  waiting,    ///< Asked for; its turn comes when the job before it has ended.
  running,    ///< Here.
  elsewhere,  ///< By another process on the same database.
};

/// "idle", "waiting", "running", "elsewhere".
[[nodiscard]] std::string_view to_string(JobState state) noexcept;

/// How a job stands, for GET /api/v1/jobs.
struct JobStatus {
  std::string name;
  std::string description;
  std::string schedule;  ///< As it was written; "off".
  JobState state = JobState::idle;
  std::int64_t next_ms = 0;  ///< When it is due; 0: only when somebody asks.
  JobProgress progress;      ///< While it runs here.
  std::string problem;       ///< Why it could not be begun here lately; empty: it could, or nobody tried.
  store::JobRecord record;   ///< Of all servers: some seconds old for what others do.
  /// Of this process, since its start.
  std::uint64_t runs_here = 0;
  std::uint64_t failures_here = 0;
  double last_seconds_here = 0.0;  ///< How long the latest one took.
};

struct SchedulerOptions {
  RunOptions run;
  bool timed = true;             ///< False: runs nothing by the clock, only what is asked for.
  std::int64_t poll_ms = 5'000;  ///< How often it looks what other servers did; also the longest wait.
  std::int64_t overdue_poll_ms = 30'000;  ///< How often jobs are asked whether they are overdue.
  std::int64_t retry_ms = 30'000;         ///< How long a job is left alone that could not be begun.
};

class Scheduler {
 public:
  /// Starts the thread. @param jobs their names differ. @param schedules one for each.
  Scheduler(std::vector<Job> jobs, ScheduleTable schedules, JobStores stores, SchedulerOptions options);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// In the order of the constructor's jobs.
  [[nodiscard]] std::vector<JobStatus> status() const;

  /// The job runs as soon as the thread is free. Errors: not_found, failed_precondition (it is running or waiting).
  base::Status run_now(std::string_view name);

  /// Takes a waiting job out of the queue, and asks a running one to stop: it ends when it looks.
  /// Errors: not_found, failed_precondition (it is not running here).
  base::Status cancel(std::string_view name);

 private:
  struct Entry;

  void run(const std::stop_token& stop);
  void ask_for_overdue();
  base::Status refresh();
  void take_records(const std::vector<store::JobRecord>& records, const std::vector<std::string>& held_by);
  base::Result<std::vector<std::string>> holders(const std::vector<store::JobRecord>& records);
  [[nodiscard]] Entry* choose();
  void execute(Entry& entry, const std::stop_token& shutdown);
  void wait(const std::stop_token& stop);
  base::Result<Entry*> find(std::string_view name) const;
  [[nodiscard]] JobStatus status_of(const Entry& entry) const;
  [[nodiscard]] std::int64_t next_ms(const Entry& entry) const;

  const JobStores stores_;
  const SchedulerOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  bool asked_ = false;  ///< Something was asked for since the thread last looked.
  std::vector<std::unique_ptr<Entry>>
      entries_;         ///< The list never changes; what is in an entry is the lock's.
  bool known_ = false;  ///< The store knows our jobs; used by the thread only.
  base::SteadyClock::time_point next_overdue_poll_;  ///< Used by the thread only.
  std::jthread thread_;                              ///< Last: it ends before the rest.
};

}  // namespace khoj::jobs
