#include "load/in_process.hpp"

#include <atomic>
#include <mutex>
#include <thread>

#include <sys/prctl.h>

#include "load/arrivals.hpp"

namespace khoj::load::detail {
namespace {

using base::SteadyClock;

SteadyClock::duration seconds(double value) {
  return std::chrono::duration_cast<SteadyClock::duration>(std::chrono::duration<double>(value));
}

class ClosedSchedule final : public CallSchedule {
 public:
  ClosedSchedule(SteadyClock::time_point start, const LoadOptions& options)
      : total_(options.total_requests),
        measured_from_(total_ > 0 ? start : start + seconds(options.warm_up_s)),
        end_(total_ > 0 ? SteadyClock::time_point::max() : measured_from_ + seconds(options.duration_s)) {}

  bool next(Call& call) override {
    call.number = next_.fetch_add(1, std::memory_order_relaxed);
    call.due = SteadyClock::now();
    call.measured = call.due >= measured_from_;
    return total_ > 0 ? call.number < total_ : call.due < end_;
  }

  [[nodiscard]] bool counts(SteadyClock::time_point finished) const noexcept override {
    return finished <= end_;
  }

 private:
  std::uint64_t total_;
  SteadyClock::time_point measured_from_;
  SteadyClock::time_point end_;
  std::atomic<std::uint64_t> next_{0};
};

class OpenSchedule final : public CallSchedule {
 public:
  OpenSchedule(SteadyClock::time_point start, const LoadOptions& options)
      : measured_from_(start + seconds(options.warm_up_s)),
        end_(measured_from_ + seconds(options.duration_s)),
        arrivals_(start, options.rate, options.seed) {}

  bool next(Call& call) override {
    {
      const std::lock_guard lock(mutex_);
      call.due = arrivals_.next();
      if (call.due >= end_) return false;
      call.number = number_++;
      arrivals_.advance();
    }
    call.measured = call.due >= measured_from_;
    std::this_thread::sleep_until(call.due);
    return true;
  }

  [[nodiscard]] bool counts(SteadyClock::time_point) const noexcept override { return true; }

 private:
  SteadyClock::time_point measured_from_;
  SteadyClock::time_point end_;
  std::mutex mutex_;
  PoissonArrivals arrivals_;
  std::uint64_t number_ = 0;
};

}  // namespace

base::Result<LoadReport> run_threads(const LoadOptions& options,
                                     const std::function<void(CallSchedule&, LoadReport&)>& worker) {
  KHOJ_TRY(validate(options));
  const auto start = SteadyClock::now();
  ClosedSchedule closed(start, options);
  OpenSchedule open(start, options);
  CallSchedule& schedule = options.rate > 0 ? static_cast<CallSchedule&>(open) : closed;

  std::vector<LoadReport> reports(options.concurrency);
  std::vector<std::jthread> threads;
  threads.reserve(options.concurrency);
  for (auto& report : reports) {
    threads.emplace_back([&worker, &schedule, &report] {
      // Wake up when asked to, not up to 50 µs later: an open loop would charge that to what it measures.
      ::prctl(PR_SET_TIMERSLACK, 1UL);
      worker(schedule, report);
    });
  }
  threads.clear();

  LoadReport sum;
  sum.target = "in-process";
  sum.options = options;
  const double elapsed_s = std::chrono::duration<double>(SteadyClock::now() - start).count();
  sum.measured_s = options.total_requests > 0 ? elapsed_s : options.duration_s;
  for (const auto& report : reports) sum.merge(report);
  return sum;
}

}  // namespace khoj::load::detail
