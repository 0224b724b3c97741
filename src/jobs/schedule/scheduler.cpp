#include "jobs/schedule/scheduler.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <optional>
#include <utility>

#include "base/background.hpp"
#include "base/log.hpp"
#include "jobs/schedule/due_time.hpp"

namespace khoj::jobs {
namespace {

using base::ErrorCode;
using store::JobResult;

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

}  // namespace

std::string_view to_string(JobState state) noexcept {
  switch (state) {
    case JobState::idle: return "idle";
    case JobState::waiting: return "waiting";
    case JobState::running: return "running";
    case JobState::elsewhere: return "elsewhere";
  }
  return "idle";
}

struct Scheduler::Entry {
  Job job;
  std::optional<Schedule> schedule;
  store::JobRecord record;
  bool has_record = false;
  std::string held_by;  ///< Who runs it elsewhere; empty: nobody.
  bool waiting = false;
  bool running = false;
  std::stop_source cancel;
  JobProgress progress;
  std::int64_t due_ms = kNever;              ///< Worked out once for each record, so that no clock moves it.
  base::SteadyClock::time_point not_before;  ///< After it could not be begun.
  std::string problem;
  std::uint64_t runs_here = 0;
  std::uint64_t failures_here = 0;
  double last_seconds_here = 0.0;
};

Scheduler::Scheduler(std::vector<Job> jobs, ScheduleTable schedules, JobStores stores,
                     SchedulerOptions options)
    : stores_(std::move(stores)), options_(std::move(options)) {
  for (auto& job : jobs) {
    auto entry = std::make_unique<Entry>();
    if (const auto found = schedules.find(job.name); found != schedules.end())
      entry->schedule = found->second;
    entry->record.name = job.name;
    entry->job = std::move(job);
    entries_.push_back(std::move(entry));
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Scheduler::~Scheduler() = default;

base::Result<Scheduler::Entry*> Scheduler::find(std::string_view name) const {
  for (const auto& entry : entries_)
    if (entry->job.name == name) return entry.get();
  return base::fail(ErrorCode::not_found, "there is no job '{}'", name);
}

std::int64_t Scheduler::next_ms(const Entry& entry) const {
  return options_.timed && entry.due_ms != kNever ? entry.due_ms : 0;
}

JobStatus Scheduler::status_of(const Entry& entry) const {
  JobStatus status;
  status.name = entry.job.name;
  status.description = entry.job.description;
  status.schedule = entry.schedule ? entry.schedule->text() : "off";
  status.state = entry.running            ? JobState::running
                 : entry.waiting          ? JobState::waiting
                 : !entry.held_by.empty() ? JobState::elsewhere
                                          : JobState::idle;
  status.next_ms = next_ms(entry);
  if (entry.running) status.progress = entry.progress;
  status.problem = entry.problem;
  status.record = entry.record;
  status.runs_here = entry.runs_here;
  status.failures_here = entry.failures_here;
  status.last_seconds_here = entry.last_seconds_here;
  return status;
}

std::vector<JobStatus> Scheduler::status() const {
  const std::lock_guard lock(mutex_);
  std::vector<JobStatus> all;
  all.reserve(entries_.size());
  for (const auto& entry : entries_) all.push_back(status_of(*entry));
  return all;
}

base::Status Scheduler::run_now(std::string_view name) {
  KHOJ_ASSIGN(Entry* const entry, find(name));
  {
    const std::lock_guard lock(mutex_);
    if (entry->running || entry->waiting)
      return base::fail(ErrorCode::failed_precondition, "'{}' is {} already", name,
                        entry->running ? "running" : "waiting");
    if (!entry->held_by.empty())
      return base::fail(ErrorCode::failed_precondition, "'{}' is running already, by {}", name,
                        entry->held_by);
    entry->waiting = true;
    asked_ = true;
  }
  wake_.notify_all();
  return {};
}

base::Status Scheduler::cancel(std::string_view name) {
  KHOJ_ASSIGN(Entry* const entry, find(name));
  std::optional<std::stop_source> running;
  {
    const std::lock_guard lock(mutex_);
    if (entry->running) {
      running = entry->cancel;
    } else if (entry->waiting) {
      entry->waiting = false;
    } else {
      const auto by = entry->held_by.empty() ? "" : fmt::format(" here, but by {}", entry->held_by);
      return base::fail(ErrorCode::failed_precondition, "'{}' is not running{}", name, by);
    }
  }
  if (running) running->request_stop();  // Outside of the lock: callbacks of the job run here.
  return {};
}

void Scheduler::run(const std::stop_token& stop) {
  base::step_back();
  std::string last_error;
  while (!stop.stop_requested()) {
    base::Status refreshed;
    Entry* next = nullptr;
    try {
      refreshed = refresh();
      if (refreshed) ask_for_overdue();
      next = choose();
      if (next != nullptr) execute(*next, stop);
    } catch (const std::exception& thrown) {
      refreshed = base::fail(ErrorCode::internal, "{}", thrown.what());
      next = nullptr;
    }
    auto error = refreshed ? std::string() : refreshed.error().describe();
    if (!error.empty() && error != last_error)
      base::log::warn("jobs cannot be looked at", {{"error", error}});
    last_error = std::move(error);
    if (next == nullptr) wait(stop);
  }
}

/// Who has the lease of each job that is said to be running; empty: nobody, its server was killed.
base::Result<std::vector<std::string>> Scheduler::holders(const std::vector<store::JobRecord>& records) {
  std::vector<std::string> held_by(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (records[i].result != JobResult::running) continue;
    KHOJ_ASSIGN(const auto lease,
                base::sync_wait(stores_.leases->read(options_.run.tenant, lease_of_job(records[i].name))));
    if (lease && lease->owner != options_.run.runner) held_by[i] = lease->owner;
  }
  return held_by;
}

/// As if their time had come, so that of several servers one runs it. One whose latest run failed would most likely fail
/// again, and one that was cancelled was not wanted: they wait for their time.
void Scheduler::ask_for_overdue() {
  const auto now = base::SteadyClock::now();
  if (!options_.timed || now < next_overdue_poll_) return;
  next_overdue_poll_ = now + std::chrono::milliseconds(options_.overdue_poll_ms);
  for (const auto& entry : entries_) {
    if (!entry->schedule || !entry->job.overdue) continue;
    {
      const std::lock_guard lock(mutex_);
      const bool ended_badly =
          entry->record.result == JobResult::failed || entry->record.result == JobResult::cancelled;
      if (entry->waiting || !entry->held_by.empty() || ended_badly) continue;
    }
    if (!entry->job.overdue()) continue;
    const std::lock_guard lock(mutex_);
    entry->due_ms = std::min(entry->due_ms, options_.run.now_ms());
  }
}

base::Status Scheduler::refresh() {
  if (!known_) {
    std::vector<std::string> names;
    for (const auto& entry : entries_) names.push_back(entry->job.name);
    KHOJ_TRY(base::sync_wait(stores_.jobs->know(options_.run.tenant, names)));
    known_ = true;
  }
  KHOJ_ASSIGN(const auto records, base::sync_wait(stores_.jobs->records(options_.run.tenant)));
  KHOJ_ASSIGN(const auto held_by, holders(records));
  take_records(records, held_by);
  return {};
}

void Scheduler::take_records(const std::vector<store::JobRecord>& records,
                             const std::vector<std::string>& held_by) {
  const std::int64_t now_ms = options_.run.now_ms();
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto found = find(records[i].name);
    if (!found) continue;  // A job of another version of the program.
    Entry& entry = **found;
    const bool same = entry.has_record && entry.record.runs == records[i].runs &&
                      entry.record.result == records[i].result && entry.held_by == held_by[i];
    entry.record = records[i];
    if (same) continue;
    entry.has_record = true;
    entry.held_by = held_by[i];
    entry.due_ms =
        held_by[i].empty() ? due_ms(entry.schedule, entry.record, now_ms).value_or(kNever) : kNever;
  }
}

/// What somebody has asked for, then what has been due for longest; null: nothing.
Scheduler::Entry* Scheduler::choose() {
  const std::int64_t now_ms = options_.run.now_ms();
  const auto now = base::SteadyClock::now();
  const std::lock_guard lock(mutex_);
  asked_ = false;
  Entry* chosen = nullptr;
  for (const auto& entry : entries_) {
    if (entry->waiting) return entry.get();
    const bool due = options_.timed && entry->due_ms <= now_ms && entry->not_before <= now;
    if (due && (chosen == nullptr || entry->due_ms < chosen->due_ms)) chosen = entry.get();
  }
  return chosen;
}

void Scheduler::execute(Entry& entry, const std::stop_token& shutdown) {
  RunRequest request{.cancel = {}, .shutdown = shutdown};
  bool by_clock = true;
  {
    const std::lock_guard lock(mutex_);
    by_clock = !entry.waiting;
    if (by_clock) request.seen = entry.record;
    entry.waiting = false;
    entry.running = true;
    entry.progress = {};
    entry.cancel = std::stop_source();
    request.cancel = entry.cancel.get_token();
  }
  request.report = [this, &entry](JobProgress progress) {
    const std::lock_guard lock(mutex_);
    entry.progress = std::move(progress);
  };
  const base::Stopwatch time;
  base::Result<store::JobRecord> record;
  try {
    record = run_job(entry.job, stores_, options_.run, std::move(request));
  } catch (const std::exception& thrown) {
    record = base::fail(ErrorCode::internal, "{}", thrown.what());
  }
  const std::lock_guard lock(mutex_);
  entry.running = false;
  entry.has_record = false;  // Looked at anew, with when it is due next.
  if (!record && record.error().code == ErrorCode::already_exists) return;
  if (!record) {
    // Who has the lease is seen in a moment, or has ended by then.
    const bool held = by_clock && record.error().code == ErrorCode::failed_precondition;
    entry.not_before =
        base::SteadyClock::now() + std::chrono::milliseconds(held ? options_.poll_ms : options_.retry_ms);
    if (held) return;
    entry.problem = record.error().describe();
    base::log::warn("a job could not be run",
                    {{"job", entry.job.name}, {"error", record.error().describe()}});
    return;
  }
  entry.problem.clear();
  entry.due_ms = kNever;
  entry.record = *std::move(record);
  ++entry.runs_here;
  if (entry.record.result == JobResult::failed) ++entry.failures_here;
  entry.last_seconds_here = time.elapsed_s();
}

/// Until the next job is due, somebody asks for one, or it is time to look what others did.
void Scheduler::wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const std::int64_t now_ms = options_.run.now_ms();
  const auto now = base::SteadyClock::now();
  std::chrono::milliseconds pause(options_.poll_ms);
  for (const auto& entry : entries_) {
    if (!options_.timed || entry->due_ms == kNever) continue;
    const std::chrono::milliseconds due(std::max<std::int64_t>(1, entry->due_ms - now_ms));
    pause =
        std::min(pause, std::max(due, std::chrono::ceil<std::chrono::milliseconds>(entry->not_before - now)));
  }
  wake_.wait_for(lock, stop, pause, [this] { return asked_; });
}

}  // namespace khoj::jobs
