// The scheduler with a clock of its own: what is due, what is missed, what fails, who runs it.
#include "jobs/schedule/scheduler.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <new>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "base/background.hpp"
#include "support/memory_job_store.hpp"
#include "support/wait.hpp"

namespace khoj::jobs {
namespace {

using store::JobResult;
using testing::MemoryJobStore;
using testing::MemoryLeaseStore;
using testing::value_of;
using testing::wait;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;

/// Waits until `check()` is true, for ten seconds at most.
template <typename Check>
bool eventually(const Check& check) {
  for (int i = 0; i < 10'000; ++i) {
    if (check()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

class Schedulers : public ::testing::Test {
 protected:
  std::function<std::int64_t()> clock() {
    return [this] { return now_ms_.load(); };
  }

  Job counting(std::string name, std::string schedule = "@hourly") {
    return {std::move(name), "counts", std::move(schedule), [this](JobContext&) -> base::Result<JobOutcome> {
              ++runs_;
              return JobOutcome{"counted", {{"runs", runs_}}};
            }};
  }
  /// Runs until it is asked to stop.
  Job patient(std::string name) {
    return {std::move(name), "waits", "off", [this](JobContext& context) -> base::Result<JobOutcome> {
              ++begun_;
              context.report({1, 2, "half"});
              while (!context.stop.stop_requested())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
              KHOJ_TRY(base::unless_stopped(context.stop));
              return JobOutcome{};
            }};
  }

  std::unique_ptr<Scheduler> start(std::vector<Job> jobs, std::string runner = "here", bool timed = true) {
    auto schedules = value_of(make_schedule_table(jobs, {}, 0));
    SchedulerOptions options{.run = {.runner = std::move(runner), .now_ms = clock()},
                             .timed = timed,
                             .poll_ms = 1,
                             .overdue_poll_ms = 1,
                             .retry_ms = 200};
    const auto count = jobs.size();
    auto scheduler = std::make_unique<Scheduler>(std::move(jobs), std::move(schedules),
                                                 JobStores{leases_, records_}, options);
    // Known from this moment on, before a test moves the clock.
    EXPECT_TRUE(eventually([&] { return wait(records_->records({})).size() >= count; }));
    return scheduler;
  }

  store::JobRecord record(const std::string& name) {
    for (auto& one : wait(records_->records({})))
      if (one.name == name) return one;
    return {};
  }
  static bool settled(const Scheduler& scheduler) {
    const auto all = scheduler.status();
    return std::ranges::all_of(all, [](const JobStatus& job) { return job.state == JobState::idle; });
  }
  /// A few turns of the thread: time enough for what must not happen.
  static void let_it_turn() { std::this_thread::sleep_for(std::chrono::milliseconds(30)); }

  std::atomic<std::int64_t> now_ms_ = 1'000 * kHour + 10 * kMinute;
  std::shared_ptr<MemoryLeaseStore> leases_ = std::make_shared<MemoryLeaseStore>();
  std::shared_ptr<MemoryJobStore> records_ = std::make_shared<MemoryJobStore>(clock());
  std::atomic<int> runs_ = 0;
  std::atomic<int> begun_ = 0;
};

TEST_F(Schedulers, RunWhatIsDueAndOnlyThen) {
  const auto scheduler = start({counting("trending")});
  ASSERT_TRUE(eventually([&] { return scheduler->status()[0].next_ms == 1'001 * kHour; }));
  let_it_turn();
  EXPECT_EQ(runs_, 0);
  now_ms_ = 1'001 * kHour;
  ASSERT_TRUE(eventually([&] { return record("trending").result == JobResult::succeeded; }));
  ASSERT_TRUE(eventually([&] { return scheduler->status()[0].next_ms == 1'002 * kHour; }));
  let_it_turn();
  EXPECT_EQ(runs_, 1);
  const auto status = scheduler->status()[0];
  EXPECT_EQ(status.state, JobState::idle);
  EXPECT_EQ(status.record.message, "counted");
  EXPECT_EQ(status.record.metrics.at("runs"), 1);
  EXPECT_EQ(status.record.runner, "here");
  EXPECT_EQ(status.runs_here, 1U);
  EXPECT_EQ(status.failures_here, 0U);
  EXPECT_EQ(status.schedule, "@hourly");
}

TEST_F(Schedulers, WhatIsOverdueDoesNotWaitForItsTime) {
  std::atomic<bool> overdue = false;
  auto job = counting("content");
  job.run = [this, &overdue](JobContext&) -> base::Result<JobOutcome> {
    ++runs_;
    overdue = false;
    return JobOutcome{};
  };
  job.overdue = [&overdue] { return overdue.load(); };
  const auto scheduler = start({job});
  let_it_turn();
  EXPECT_EQ(runs_, 0);
  overdue = true;
  ASSERT_TRUE(eventually([&] { return record("content").result == JobResult::succeeded; }));
  let_it_turn();
  EXPECT_EQ(runs_, 1);
}

TEST_F(Schedulers, OfTwoServersOneRunsWhatIsOverdue) {
  std::atomic<bool> overdue = true;
  auto job = counting("content");
  job.run = [this, &overdue](JobContext&) -> base::Result<JobOutcome> {
    ++runs_;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    overdue = false;
    return JobOutcome{};
  };
  job.overdue = [&overdue] { return overdue.load(); };
  const auto one = start({job}, "one");
  const auto two = start({job}, "two");
  ASSERT_TRUE(eventually([&] { return record("content").result == JobResult::succeeded; }));
  let_it_turn();
  EXPECT_EQ(runs_, 1);
}

TEST_F(Schedulers, WhatWasCancelledIsNotBegunAgain) {
  auto job = patient("content");
  job.schedule = "@hourly";
  job.overdue = [] { return true; };
  const auto scheduler = start({job});
  ASSERT_TRUE(eventually([&] { return begun_ == 1; }));
  ASSERT_TRUE(scheduler->cancel("content").has_value());
  ASSERT_TRUE(eventually([&] { return record("content").result == JobResult::cancelled; }));
  let_it_turn();
  EXPECT_EQ(begun_, 1);
}

TEST_F(Schedulers, OfWhatFailsItIsNotEnoughToBeOverdue) {
  auto job = counting("content");
  job.run = [this](JobContext&) -> base::Result<JobOutcome> {
    ++runs_;
    return base::fail(base::ErrorCode::unavailable, "no");
  };
  job.overdue = [] { return true; };
  const auto scheduler = start({job});
  ASSERT_TRUE(eventually([&] { return record("content").result == JobResult::failed; }));
  let_it_turn();
  EXPECT_EQ(runs_, 1);
}

TEST_F(Schedulers, MakeMissedRunsUpOnceAcrossARestart) {
  {
    const auto scheduler = start({counting("trending")});
    now_ms_ += kHour;
    ASSERT_TRUE(eventually([&] { return record("trending").runs == 1 && settled(*scheduler); }));
  }
  now_ms_ += 50 * kHour;
  const auto scheduler = start({counting("trending")});
  ASSERT_TRUE(eventually([&] { return record("trending").runs == 2 && settled(*scheduler); }));
  let_it_turn();
  EXPECT_EQ(runs_, 2);
}

TEST_F(Schedulers, AClockThatJumpsRunsNothingTwice) {
  const auto scheduler = start({counting("trending")});
  now_ms_ += kHour;
  ASSERT_TRUE(eventually([&] { return record("trending").runs == 1 && settled(*scheduler); }));
  ASSERT_TRUE(eventually([&] { return scheduler->status()[0].next_ms == 1'002 * kHour; }));
  now_ms_ -= 20 * kHour;
  let_it_turn();
  EXPECT_EQ(runs_, 1);
  now_ms_ += 20 * kHour;
  let_it_turn();
  EXPECT_EQ(runs_, 1);
}

TEST_F(Schedulers, FailuresAreResultsAndTheNextRunComes) {
  std::atomic<int> turn = 0;
  const auto scheduler = start({{"bad", "", "off", [&](JobContext&) -> base::Result<JobOutcome> {
                                   switch (turn++) {
                                     case 0: return base::fail(base::ErrorCode::unavailable, "no data");
                                     case 1: throw std::runtime_error("a bug");
                                     case 2: throw std::bad_alloc();
                                     case 3: throw 7;  // NOLINT
                                     case 4: return JobOutcome{"", {{"ndcg", 0.0 / 0.0}}};
                                     default: return JobOutcome{"\xFFgood", {}};
                                   }
                                 }}});
  const char* const messages[] = {"no data",      "it threw: a bug", "no memory",
                                  "no exception", "cannot be kept",  "good"};
  for (std::uint64_t run = 1; run <= 6; ++run) {
    ASSERT_TRUE(eventually([&] { return scheduler->run_now("bad").has_value(); }));
    ASSERT_TRUE(eventually([&] { return record("bad").runs == run && settled(*scheduler); }));
    EXPECT_EQ(record("bad").result, run == 6 ? JobResult::succeeded : JobResult::failed);
    EXPECT_NE(record("bad").message.find(messages[run - 1]), std::string::npos) << record("bad").message;
  }
  EXPECT_EQ(scheduler->status()[0].failures_here, 5U);
  EXPECT_EQ(record("bad").failures, 5U);
}

TEST_F(Schedulers, RunsOneAfterTheOtherAndCancels) {
  const auto scheduler = start({patient("long"), counting("short", "off")});
  ASSERT_TRUE(scheduler->run_now("long"));
  ASSERT_TRUE(eventually([&] { return scheduler->status()[0].progress.note == "half"; }));
  EXPECT_EQ(scheduler->status()[0].state, JobState::running);
  EXPECT_EQ(scheduler->run_now("long").error().code, base::ErrorCode::failed_precondition);
  ASSERT_TRUE(scheduler->run_now("short"));
  EXPECT_EQ(scheduler->status()[1].state, JobState::waiting);
  EXPECT_EQ(scheduler->run_now("short").error().code, base::ErrorCode::failed_precondition);
  ASSERT_TRUE(scheduler->cancel("short")) << "Out of the queue.";
  EXPECT_EQ(scheduler->cancel("short").error().code, base::ErrorCode::failed_precondition);
  ASSERT_TRUE(scheduler->run_now("short"));
  ASSERT_TRUE(scheduler->cancel("long"));
  ASSERT_TRUE(eventually([&] { return settled(*scheduler); }));
  EXPECT_EQ(record("long").result, JobResult::cancelled);
  EXPECT_EQ(record("long").unended, 0U);
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(scheduler->run_now("absent").error().code, base::ErrorCode::not_found);
  EXPECT_EQ(scheduler->cancel("absent").error().code, base::ErrorCode::not_found);
}

TEST_F(Schedulers, AStopInTheMiddleIsMadeUpByTheNextStart) {
  auto job = patient("training");
  job.schedule = "@daily";
  {
    const auto scheduler = start({job});
    ASSERT_TRUE(scheduler->run_now("training"));
    ASSERT_TRUE(eventually([&] { return begun_ == 1; }));
  }
  EXPECT_EQ(record("training").result, JobResult::interrupted);
  EXPECT_FALSE(wait(leases_->read({}, lease_of_job("training"))));
  {
    const auto scheduler = start({job});
    ASSERT_TRUE(eventually([&] { return begun_ == 2; }));
  }
  EXPECT_EQ(record("training").unended, 2U);
  const auto scheduler = start({job});
  let_it_turn();
  EXPECT_EQ(begun_, 2) << "Interrupted twice in a row: at its next time.";
}

TEST_F(Schedulers, OfTwoServersOneRunsIt) {
  const auto one = start({counting("trending")}, "one");
  const auto two = start({counting("trending")}, "two");
  for (int hour = 1; hour <= 20; ++hour) {
    now_ms_ += kHour;
    ASSERT_TRUE(eventually([&] {
      return record("trending").runs == static_cast<std::uint64_t>(hour) && settled(*one) && settled(*two);
    }));
  }
  let_it_turn();
  EXPECT_EQ(runs_, 20);
  ASSERT_TRUE(eventually([&] { return one->status()[0].runs_here + two->status()[0].runs_here == 20; }));
}

TEST_F(Schedulers, ARunThatAnotherServerHasDoneIsNotDoneAgain) {
  const auto job = counting("trending");
  const JobStores stores{leases_, records_};
  store::JobRecord seen{.name = "trending"};
  const auto refused = [&] {
    RunRequest request{.cancel = {}, .shutdown = {}};
    request.seen = seen;
    const auto run = run_job(job, stores, {.runner = "two"}, std::move(request));
    return !run && run.error().code == base::ErrorCode::already_exists;
  };
  ASSERT_EQ(value_of(run_job(job, stores, {.runner = "one"}, {})).runs, 1U);
  EXPECT_TRUE(refused()) << "Seen before the run.";
  seen = record("trending");
  seen.result = JobResult::running;
  EXPECT_TRUE(refused()) << "Seen while it ran: it has not been killed.";
  EXPECT_EQ(runs_, 1);
  seen = record("trending");
  EXPECT_FALSE(refused());
  EXPECT_EQ(runs_, 2);
}

TEST_F(Schedulers, SeeWhatRunsElsewhere) {
  wait(leases_->try_acquire({}, lease_of_job("trending"), "other", kHour));
  wait(records_->begin({}, "trending", "other"));
  const auto scheduler = start({counting("trending")});
  ASSERT_TRUE(eventually([&] { return scheduler->status()[0].state == JobState::elsewhere; }));
  EXPECT_EQ(scheduler->run_now("trending").error().code, base::ErrorCode::failed_precondition);
  EXPECT_NE(scheduler->cancel("trending").error().message.find("other"), std::string::npos);
  now_ms_ += 3 * kHour;
  let_it_turn();
  EXPECT_EQ(runs_, 0);
  // It is killed: its lease ends, and the run is made up here.
  ASSERT_TRUE(base::sync_wait(leases_->release({}, lease_of_job("trending"), "other")));
  ASSERT_TRUE(eventually([&] { return record("trending").result == JobResult::succeeded; }));
  EXPECT_EQ(record("trending").failures, 1U);
}

TEST_F(Schedulers, ALostLeaseStopsTheRun) {
  auto job = patient("long");
  const RunOptions options{.runner = "here", .lease_ms = 40};
  store::JobRecord ended;
  std::jthread run([&] { ended = value_of(run_job(job, {leases_, records_}, options, {})); });
  ASSERT_TRUE(eventually([&] { return begun_ == 1; }));
  // Somebody else gets it, which can only be when this process has slept.
  ASSERT_TRUE(base::sync_wait(leases_->release({}, lease_of_job("long"), "here")));
  wait(leases_->try_acquire({}, lease_of_job("long"), "other", kHour));
  run.join();
  EXPECT_EQ(ended.result, JobResult::interrupted);
  EXPECT_EQ(wait(leases_->read({}, lease_of_job("long")))->owner, "other");
}

TEST_F(Schedulers, ALeaseThatCannotBeRenewedInTimeStopsTheRun) {
  auto job = patient("long");
  std::jthread run([&] {
    const auto ended = run_job(job, {leases_, records_}, {.runner = "here", .lease_ms = 40}, {});
    EXPECT_EQ(value_of(ended).result, JobResult::interrupted);
  });
  ASSERT_TRUE(eventually([&] { return begun_ == 1; }));
  leases_->fail_with(base::make_error(base::ErrorCode::unavailable, "the database is gone"));
}

TEST_F(Schedulers, AJobThatCannotBeBegunIsTriedAgainLater) {
  leases_->fail_with(base::make_error(base::ErrorCode::unavailable, "the database is gone"));
  const auto scheduler = start({counting("trending")});
  now_ms_ += kHour;
  ASSERT_TRUE(eventually([&] { return scheduler->status()[0].problem == "the database is gone"; }));
  EXPECT_EQ(runs_, 0);
  leases_->fail_with(std::nullopt);
  ASSERT_TRUE(eventually([&] { return record("trending").result == JobResult::succeeded; }));
  ASSERT_TRUE(eventually([&] { return scheduler->status()[0].problem.empty(); }));
}

TEST_F(Schedulers, WithoutTheClockOnlyWhatIsAskedFor) {
  const auto scheduler = start({counting("trending")}, "here", false);
  now_ms_ += 5 * kHour;
  let_it_turn();
  EXPECT_EQ(runs_, 0);
  EXPECT_EQ(scheduler->status()[0].next_ms, 0);
  ASSERT_TRUE(scheduler->run_now("trending"));
  ASSERT_TRUE(eventually([&] { return runs_ == 1 && settled(*scheduler); }));
}

}  // namespace
}  // namespace khoj::jobs
