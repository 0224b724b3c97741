// What a job is to everything that starts one: a name, when it usually runs, and a function. Which jobs there are is one
// list that the program makes (apps/shop_jobs.cpp).
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "domain/tenant.hpp"
#include "store/job_store.hpp"

namespace khoj::jobs {

struct JobProgress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;  ///< 0: not known.
  std::string note;         ///< "12,000 products"
};

/// What a job gets to run with.
struct JobContext {
  domain::Tenant tenant;
  std::stop_token
      stop;  ///< To be looked at often: the end of the server waits for the job. See base::unless_stopped.
  std::function<void(JobProgress)> report;  ///< From any thread, as often as it likes.
  std::function<std::int64_t()> now_ms;     ///< The wall clock.
};

/// What came of it.
struct JobOutcome {
  std::string message;  ///< One sentence.
  store::JobMetrics metrics;
};

struct Job {
  std::string name;         ///< 1 to 64 of a-z, 0-9, '-' and '_'.
  std::string description;  ///< One sentence.
  std::string schedule;     ///< As Schedule::parse reads it; "off": only when somebody asks.
  /// May throw: that is a run that failed. An error with the code cancelled says that it did as `stop` asked.
  std::function<base::Result<JobOutcome>(JobContext&)> run;
  /// Whether it should not wait for its time: nothing was made yet, or of much less than there is now. Asked twice a minute;
  /// may block. Empty: it waits.
  std::function<bool()> overdue = {};
};

}  // namespace khoj::jobs
