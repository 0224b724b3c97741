// Measures a function of this process: closed loop (every thread calls again as soon as it has its answer) or
// open loop (calls are due at Poisson times; see LoadReport::latency). Knows nothing of what the function
// does.
//
//   auto report = load::run_closed_loop([&](const LoadQuery& query) { return base::sync_wait(search(query));
//   }, queries,
//                                       options);
//
// The callable is called from options.concurrency threads at a time and returns a Status or a Result; an
// error is counted under its code's name.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/clock.hpp"
#include "load/load_options.hpp"
#include "load/load_report.hpp"

namespace khoj::load {

/// What a worker of a running measurement asks: which call is next, and when was it due?
class CallSchedule {
 public:
  struct Call {
    std::uint64_t number;               ///< 0, 1, 2 … over all threads.
    base::SteadyClock::time_point due;  ///< When latency begins.
    bool measured;                      ///< False during the warm-up.
  };

  virtual ~CallSchedule() = default;
  /// Waits until the next call is due. False: the measurement is over.
  virtual bool next(Call& call) = 0;
  /// False for a call that was answered too late to count.
  [[nodiscard]] virtual bool counts(base::SteadyClock::time_point finished) const noexcept = 0;
};

namespace detail {

/// Runs `worker(schedule, report)` on every thread and adds up the reports.
base::Result<LoadReport> run_threads(const LoadOptions& options,
                                     const std::function<void(CallSchedule&, LoadReport&)>& worker);

template <typename Query, typename Callable>
base::Result<LoadReport> run(Callable& callable, std::span<const Query> queries, const LoadOptions& options) {
  if (queries.empty()) return base::fail(base::ErrorCode::invalid_argument, "there are no queries to run");
  return run_threads(options, [&](CallSchedule& schedule, LoadReport& report) {
    CallSchedule::Call call{};
    while (schedule.next(call)) {
      const auto outcome = std::invoke(callable, queries[call.number % queries.size()]);
      const auto finished = base::SteadyClock::now();
      if (!call.measured || !schedule.counts(finished)) continue;
      if (outcome) {
        ++report.completed;
        report.latency.record(std::chrono::nanoseconds(finished - call.due).count());
      } else {
        report.add_error(base::to_string(outcome.error().code));
      }
    }
  });
}

}  // namespace detail

/// Errors: invalid_argument (options, no queries). Blocks until the measurement is over.
template <typename Callable, typename Query>
base::Result<LoadReport> run_closed_loop(Callable&& callable, const std::vector<Query>& queries,
                                         LoadOptions options) {
  options.rate = 0.0;
  return detail::run<Query>(callable, queries, options);
}

/// Errors: invalid_argument (options, no queries, a rate of 0). Blocks until every call that was due has
/// ended.
template <typename Callable, typename Query>
base::Result<LoadReport> run_open_loop(Callable&& callable, const std::vector<Query>& queries,
                                       const LoadOptions& options) {
  if (!(options.rate > 0))
    return base::fail(base::ErrorCode::invalid_argument, "an open loop needs a rate above 0");
  return detail::run<Query>(callable, queries, options);
}

}  // namespace khoj::load
