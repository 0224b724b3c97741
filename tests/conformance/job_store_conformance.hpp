// What every JobStore promises, as tests; used like catalog_store_conformance.hpp.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "store/job_store.hpp"
#include "support/wait.hpp"

namespace khoj::testing {

/// Keeps what the store needs for as long as the pointer lives.
struct JobStoreFactory {
  std::string name;
  std::function<std::shared_ptr<store::JobStore>()> make;
};

class JobStoreConformance : public ::testing::TestWithParam<JobStoreFactory> {
 protected:
  using Result = store::JobResult;

  store::JobStore& store() { return *store_; }

  store::JobRecord only_record() {
    const auto records = wait(store().records({}));
    if (records.size() != 1) throw std::runtime_error("one record was expected");
    return records[0];
  }

 private:
  std::shared_ptr<store::JobStore> store_ = GetParam().make();
};

inline std::string jobs_name_of(const ::testing::TestParamInfo<JobStoreFactory>& info) {
  return info.param.name;
}

TEST_P(JobStoreConformance, KnowsAJobFromTheFirstTimeOn) {
  EXPECT_TRUE(wait(store().records({})).empty());
  ASSERT_TRUE(base::sync_wait(store().know({}, {"trending", "content"})));
  auto records = wait(store().records({}));
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].name, "content");
  EXPECT_EQ(records[1].name, "trending");
  EXPECT_GT(records[0].known_since_ms, 0);
  EXPECT_EQ(records[0].runs, 0U);
  EXPECT_EQ(records[0].result, Result::none);
  const auto since_ms = records[1].known_since_ms;
  wait(store().begin({}, "trending", "here"));
  ASSERT_TRUE(base::sync_wait(store().know({}, {"trending", "rules"})));
  records = wait(store().records({}));
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[2].known_since_ms, since_ms);
  EXPECT_EQ(records[2].runs, 1U);
}

TEST_P(JobStoreConformance, ARunBeginsAndEnds) {
  const auto begun = wait(store().begin({}, "trending", "shop-1:17"));
  EXPECT_EQ(begun.runs, 1U);
  EXPECT_EQ(begun.unended, 1U);
  EXPECT_EQ(begun.result, Result::running);
  EXPECT_EQ(begun.runner, "shop-1:17");
  EXPECT_GE(begun.started_ms, begun.known_since_ms);
  EXPECT_EQ(begun.ended_ms, 0);
  EXPECT_EQ(only_record().result, Result::running);
  const store::JobMetrics metrics = {{"products", 1000}, {"ndcg_at_10", 0.1}, {"big", 1e300}, {"less", -0.5}};
  const auto ended = wait(store().finish({}, "trending", 1, {Result::succeeded, "सब ठीक है \"so\"", metrics}));
  for (const auto& record : {ended, only_record()}) {
    EXPECT_EQ(record.result, Result::succeeded);
    EXPECT_EQ(record.message, "सब ठीक है \"so\"");
    EXPECT_EQ(record.metrics, metrics);
    EXPECT_EQ(record.unended, 0U);
    EXPECT_EQ(record.failures, 0U);
    EXPECT_GE(record.ended_ms, record.started_ms);
    EXPECT_EQ(record.succeeded_ms, record.ended_ms);
  }
  const auto next = wait(store().begin({}, "trending", "shop-2:5"));
  EXPECT_EQ(next.runs, 2U);
  EXPECT_EQ(next.message, "");
  EXPECT_TRUE(next.metrics.empty());
  EXPECT_EQ(next.succeeded_ms, ended.succeeded_ms);
}

TEST_P(JobStoreConformance, CountsFailuresAndWhatNeverEnded) {
  wait(store().begin({}, "x", "a"));
  auto record = wait(store().finish({}, "x", 1, {Result::failed, "no memory", {}}));
  EXPECT_EQ(record.failures, 1U);
  EXPECT_EQ(record.unended, 0U);
  EXPECT_EQ(record.succeeded_ms, 0);
  wait(store().begin({}, "x", "killed"));
  record = wait(store().begin({}, "x", "b"));
  EXPECT_EQ(record.failures, 2U) << "The killed one counts.";
  EXPECT_EQ(record.unended, 2U);
  record = wait(store().finish({}, "x", 3, {Result::interrupted, "", {}}));
  EXPECT_EQ(record.unended, 2U) << "It is to be made up.";
  EXPECT_EQ(record.failures, 2U);
  wait(store().begin({}, "x", "b"));
  record = wait(store().finish({}, "x", 4, {Result::cancelled, "", {}}));
  EXPECT_EQ(record.unended, 0U);
  EXPECT_EQ(record.failures, 2U);
  EXPECT_EQ(record.result, Result::cancelled);
}

TEST_P(JobStoreConformance, OnlyTheLatestRunCanEndAndOnlyOnce) {
  EXPECT_EQ(wait_for_error(store().finish({}, "x", 1, {})).code, base::ErrorCode::not_found);
  wait(store().begin({}, "x", "a"));
  wait(store().begin({}, "x", "b"));
  EXPECT_EQ(wait_for_error(store().finish({}, "x", 1, {})).code, base::ErrorCode::failed_precondition);
  EXPECT_EQ(only_record().result, Result::running);
  wait(store().finish({}, "x", 2, {}));
  EXPECT_EQ(wait_for_error(store().finish({}, "x", 2, {Result::failed, "", {}})).code,
            base::ErrorCode::failed_precondition);
  EXPECT_EQ(only_record().result, Result::succeeded);
}

TEST_P(JobStoreConformance, RefusesWhatMakesNoSense) {
  const auto invalid = base::ErrorCode::invalid_argument;
  EXPECT_EQ(wait_for_error(store().begin({}, "", "a")).code, invalid);
  EXPECT_EQ(wait_for_error(store().begin({}, "x", "")).code, invalid);
  EXPECT_EQ(base::sync_wait(store().know({}, {"good", ""})).error().code, invalid);
  EXPECT_TRUE(wait(store().records({})).empty());
  wait(store().begin({}, "x", "a"));
  const auto ending = [&](store::JobEnd end) {
    return wait_for_error(store().finish({}, "x", 1, std::move(end))).code;
  };
  EXPECT_EQ(ending({Result::running, "", {}}), invalid);
  EXPECT_EQ(ending({Result::none, "", {}}), invalid);
  EXPECT_EQ(ending({Result::failed, "\xFF", {}}), invalid);
  EXPECT_EQ(ending({Result::failed, std::string(store::kMaxJobMessageBytes + 1, 'x'), {}}), invalid);
  EXPECT_EQ(ending({Result::succeeded, "", {{"x", std::numeric_limits<double>::quiet_NaN()}}}), invalid);
  EXPECT_EQ(only_record().result, Result::running);
}

TEST_P(JobStoreConformance, KeepsTenantsApart) {
  const auto shop = value_of(domain::Tenant::parse("shop"));
  wait(store().begin({}, "x", "a"));
  EXPECT_TRUE(wait(store().records(shop)).empty());
  EXPECT_EQ(wait(store().begin(shop, "x", "b")).runs, 1U);
  EXPECT_EQ(only_record().runner, "a");
}

TEST_P(JobStoreConformance, ConcurrentRunsGetDifferentNumbers) {
  std::vector<std::uint64_t> numbers(32);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
      threads.emplace_back([this, t, &numbers] {
        for (std::size_t i = 0; i < 8; ++i) numbers[t * 8 + i] = wait(store().begin({}, "x", "a")).runs;
      });
    }
  }
  std::ranges::sort(numbers);
  for (std::size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], i + 1);
}

}  // namespace khoj::testing
