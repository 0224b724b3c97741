// What every LeaseStore promises, as tests; used like catalog_store_conformance.hpp.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "store/lease_store.hpp"
#include "support/wait.hpp"

namespace khoj::testing {

/// Keeps what the store needs for as long as the pointer lives.
struct LeaseStoreFactory {
  std::string name;
  std::function<std::shared_ptr<store::LeaseStore>()> make;
};

class LeaseStoreConformance : public ::testing::TestWithParam<LeaseStoreFactory> {
 protected:
  static constexpr std::int64_t kLong = 600'000;
  static constexpr std::int64_t kShort = 30;

  store::LeaseStore& store() { return *store_; }

  /// Until the store itself says that nobody has it.
  void wait_until_free(const std::string& name) {
    while (wait(store().read({}, name))) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }

 private:
  std::shared_ptr<store::LeaseStore> store_ = GetParam().make();
};

inline std::string leases_name_of(const ::testing::TestParamInfo<LeaseStoreFactory>& info) {
  return info.param.name;
}

TEST_P(LeaseStoreConformance, OneOwnerAtATime) {
  EXPECT_FALSE(wait(store().read({}, "job/trending")));
  const auto first = wait(store().try_acquire({}, "job/trending", "a", kLong));
  EXPECT_EQ(first.owner, "a");
  EXPECT_EQ(first.term, 1U);
  EXPECT_EQ(first.remaining_ms, kLong);
  const auto second = wait(store().try_acquire({}, "job/trending", "b", kLong));
  EXPECT_EQ(second.owner, "a");
  EXPECT_EQ(second.term, 1U);
  EXPECT_GT(second.remaining_ms, 0);
  EXPECT_LE(second.remaining_ms, kLong);
  EXPECT_EQ(wait(store().try_acquire({}, "job/content", "b", kLong)).owner, "b");
  const auto read = wait(store().read({}, "job/trending"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->owner, "a");
}

TEST_P(LeaseStoreConformance, AskingAgainIsRenewing) {
  wait(store().try_acquire({}, "x", "a", 1'000));
  const auto again = wait(store().try_acquire({}, "x", "a", kLong));
  EXPECT_EQ(again.owner, "a");
  EXPECT_EQ(again.term, 1U);
  EXPECT_GT(wait(store().read({}, "x"))->remaining_ms, 1'000);
}

TEST_P(LeaseStoreConformance, AReleasedLeaseIsFreeAndItsTermGrows) {
  wait(store().try_acquire({}, "x", "a", kLong));
  ASSERT_TRUE(base::sync_wait(store().release({}, "x", "b")));
  EXPECT_EQ(wait(store().read({}, "x"))->owner, "a") << "It was not b's to release.";
  ASSERT_TRUE(base::sync_wait(store().release({}, "x", "a")));
  EXPECT_FALSE(wait(store().read({}, "x")));
  EXPECT_EQ(wait_for_error(store().renew({}, "x", "a", kLong)).code, base::ErrorCode::failed_precondition);
  const auto next = wait(store().try_acquire({}, "x", "b", kLong));
  EXPECT_EQ(next.owner, "b");
  EXPECT_EQ(next.term, 2U);
  ASSERT_TRUE(base::sync_wait(store().release({}, "never there", "a")));
}

TEST_P(LeaseStoreConformance, ALeaseEndsByItself) {
  wait(store().try_acquire({}, "x", "killed", kShort));
  wait_until_free("x");
  const auto next = wait(store().try_acquire({}, "x", "b", kLong));
  EXPECT_EQ(next.owner, "b");
  EXPECT_EQ(next.term, 2U);
  EXPECT_EQ(wait_for_error(store().renew({}, "x", "killed", kLong)).code,
            base::ErrorCode::failed_precondition);
  ASSERT_TRUE(base::sync_wait(store().release({}, "x", "killed")));
  EXPECT_EQ(wait(store().read({}, "x"))->owner, "b");
}

TEST_P(LeaseStoreConformance, RenewingKeepsItAlsoWhenItHasEndedUnnoticed) {
  wait(store().try_acquire({}, "x", "a", kShort));
  EXPECT_EQ(wait(store().renew({}, "x", "a", kLong)).term, 1U);
  EXPECT_GT(wait(store().read({}, "x"))->remaining_ms, kShort);
  wait(store().renew({}, "x", "a", kShort));
  wait_until_free("x");
  const auto renewed = wait(store().renew({}, "x", "a", kLong));
  EXPECT_EQ(renewed.term, 1U);
  EXPECT_EQ(renewed.remaining_ms, kLong);
  EXPECT_EQ(wait(store().try_acquire({}, "x", "b", kLong)).owner, "a");
}

TEST_P(LeaseStoreConformance, OfManyWhoAskAtOnceOneGetsIt) {
  for (int round = 0; round < 10; ++round) {
    const auto name = "race" + std::to_string(round);
    std::atomic<int> granted = 0;
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, owner = std::to_string(t)] {
          if (wait(store().try_acquire({}, name, owner, kLong)).owner == owner) ++granted;
        });
      }
    }
    EXPECT_EQ(granted, 1);
  }
}

TEST_P(LeaseStoreConformance, KeepsTenantsApart) {
  const auto shop = value_of(domain::Tenant::parse("shop"));
  wait(store().try_acquire({}, "x", "a", kLong));
  EXPECT_FALSE(wait(store().read(shop, "x")));
  EXPECT_EQ(wait(store().try_acquire(shop, "x", "b", kLong)).owner, "b");
  EXPECT_EQ(wait(store().read({}, "x"))->owner, "a");
}

TEST_P(LeaseStoreConformance, RefusesWhatMakesNoSense) {
  const auto code = [&](std::string name, std::string owner, std::int64_t ttl_ms) {
    return wait_for_error(store().try_acquire({}, std::move(name), std::move(owner), ttl_ms)).code;
  };
  const auto invalid = base::ErrorCode::invalid_argument;
  EXPECT_EQ(code("", "a", kLong), invalid);
  EXPECT_EQ(code("x", "", kLong), invalid);
  EXPECT_EQ(code(std::string(201, 'x'), "a", kLong), invalid);
  EXPECT_EQ(code("x", "\xFF", kLong), invalid);
  EXPECT_EQ(code("x", "a", 0), invalid);
  EXPECT_EQ(code("x", "a", store::kMaxLeaseMs + 1), invalid);
  EXPECT_EQ(wait_for_error(store().renew({}, "x", "a", -1)).code, invalid);
  EXPECT_EQ(wait_for_error(store().renew({}, "x", "a", kLong)).code, base::ErrorCode::failed_precondition);
}

}  // namespace khoj::testing
