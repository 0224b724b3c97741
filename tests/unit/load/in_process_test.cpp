#include "load/in_process.hpp"

#include <atomic>
#include <set>
#include <string>
#include <thread>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace khoj::load {
namespace {

using base::ErrorCode;
using base::Status;
using namespace std::chrono_literals;

const std::vector<int> kQueries = {1, 2, 3};

TEST(InProcessLoad, ClosedLoopMakesExactlyAsManyCallsAsAsked) {
  std::atomic<int> calls{0};
  std::atomic<int> sum{0};
  const auto report = run_closed_loop(
      [&](int query) -> Status {
        ++calls;
        sum += query;
        return {};
      },
      kQueries, {.concurrency = 3, .total_requests = 300});
  ASSERT_TRUE(report);
  EXPECT_EQ(calls, 300);
  EXPECT_EQ(sum, 600);
  EXPECT_EQ(report->completed, 300U);
  EXPECT_EQ(report->latency.count(), 300U);
  EXPECT_GT(report->measured_s, 0.0);
}

TEST(InProcessLoad, ClosedLoopMeasuresTheCallAndLeavesTheWarmUpOut) {
  std::atomic<int> calls{0};
  const auto report = run_closed_loop(
      [&](int) -> Status {
        ++calls;
        std::this_thread::sleep_for(5ms);
        return {};
      },
      kQueries, {.concurrency = 2, .warm_up_s = 0.1, .duration_s = 0.2});
  ASSERT_TRUE(report);
  EXPECT_LT(report->completed, static_cast<std::uint64_t>(calls));
  EXPECT_GE(report->latency.min(), 5'000'000);
  EXPECT_EQ(report->measured_s, 0.2);
}

TEST(InProcessLoad, ErrorsAreCountedByCodeAndNotTimed) {
  const auto report = run_closed_loop(
      [](int query) -> Status {
        if (query == 1) return base::fail(ErrorCode::unavailable, "not now");
        if (query == 2) return base::fail(ErrorCode::internal, "never");
        return {};
      },
      kQueries, {.concurrency = 1, .total_requests = 30});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->completed, 10U);
  EXPECT_EQ(report->latency.count(), 10U);
  EXPECT_EQ(report->errors.at("unavailable"), 10U);
  EXPECT_EQ(report->errors.at("internal"), 10U);
  EXPECT_EQ(report->failed(), 20U);
}

TEST(InProcessLoad, OpenLoopOffersItsRate) {
  const auto report = run_open_loop([](int) -> Status { return {}; }, kQueries,
                                    {.concurrency = 4, .warm_up_s = 0.0, .duration_s = 0.5, .rate = 1'000});
  ASSERT_TRUE(report);
  // 500 expected; a Poisson count is further than five standard deviations (22 each) off about once in a
  // million runs.
  EXPECT_NEAR(static_cast<double>(report->completed), 500.0, 112.0);
}

TEST(InProcessLoad, OpenLoopChargesAStallToAllWhoWaited) {
  std::atomic<bool> stalled{false};
  const auto report = run_open_loop(
      [&](int) -> Status {
        if (!stalled.exchange(true)) std::this_thread::sleep_for(200ms);
        return {};
      },
      kQueries, {.concurrency = 1, .warm_up_s = 0.0, .duration_s = 0.4, .rate = 500});
  ASSERT_TRUE(report);
  // About half of all calls were due during the stall and waited 100 ms on average: a closed loop would see
  // one.
  EXPECT_GT(report->latency.at_quantile(0.75), 40'000'000);
  EXPECT_GE(report->latency.max(), 190'000'000);
}

TEST(InProcessLoad, RefusesBadOptions) {
  const auto call = [](int) -> Status { return {}; };
  const auto refused = [&](const LoadOptions& options) {
    const auto report = run_closed_loop(call, kQueries, options);
    return report ? std::string("accepted") : report.error().context;
  };
  EXPECT_EQ(refused({.concurrency = 0}), "concurrency");
  EXPECT_EQ(refused({.warm_up_s = -1}), "warm_up_s");
  EXPECT_EQ(refused({.duration_s = 0}), "duration_s");
  EXPECT_EQ(refused({.timeout_s = 0}), "timeout_s");
  EXPECT_FALSE(run_open_loop(call, kQueries, {.rate = 0}));
  EXPECT_FALSE(run_open_loop(call, kQueries, {.rate = 10, .total_requests = 5}));
  EXPECT_FALSE(run_closed_loop(call, std::vector<int>{}, {}));
}

TEST(LoadReport, SaysTheSameInJsonAndTable) {
  LoadReport report;
  report.target = "in-process";
  report.measured_s = 2.0;
  for (int i = 1; i <= 100; ++i) report.latency.record(i * 1'000'000);
  report.completed = 100;
  report.add_error("timeout");
  report.add_error("timeout");
  const auto json = boost::json::parse(to_json(report)).as_object();
  EXPECT_EQ(json.at("loop").as_string(), "closed");
  EXPECT_EQ(json.at("throughput_per_s").to_number<double>(), 50.0);
  EXPECT_EQ(json.at("failed").to_number<int>(), 2);
  EXPECT_EQ(json.at("errors").as_object().at("timeout").to_number<int>(), 2);
  const auto& latency = json.at("latency_ms").as_object();
  EXPECT_NEAR(latency.at("p50").to_number<double>(), 50.0, 0.5);
  EXPECT_NEAR(latency.at("p99_9").to_number<double>(), 100.0, 1.0);
  EXPECT_NEAR(latency.at("mean").to_number<double>(), 50.5, 1e-9);
  EXPECT_EQ(latency.at("max").to_number<double>(), 100.0);
  const auto table = to_table(report);
  EXPECT_THAT(table, testing::HasSubstr("50.0 /s"));
  EXPECT_THAT(table, testing::HasSubstr("timeout"));
  EXPECT_THAT(table, testing::HasSubstr("p99.9"));
}

}  // namespace
}  // namespace khoj::load
