// What every SettingsStore promises, as tests; used like catalog_store_conformance.hpp.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "store/settings_store.hpp"
#include "support/wait.hpp"

namespace khoj::testing {

/// Keeps what the store needs for as long as the pointer lives.
struct SettingsStoreFactory {
  std::string name;
  std::function<std::shared_ptr<store::SettingsStore>()> make;
};

class SettingsStoreConformance : public ::testing::TestWithParam<SettingsStoreFactory> {
 protected:
  store::SettingsStore& store() { return *store_; }

 private:
  std::shared_ptr<store::SettingsStore> store_ = GetParam().make();
};

inline std::string settings_name_of(const ::testing::TestParamInfo<SettingsStoreFactory>& info) {
  return info.param.name;
}

TEST_P(SettingsStoreConformance, CountsVersionsPerName) {
  EXPECT_EQ(wait_for_error(store().get({}, "search")).code, base::ErrorCode::not_found);
  const auto before_ms = base::now_ms();
  const auto first = wait(store().put({}, "search", "{}"));
  EXPECT_EQ(first.version, 1U);
  EXPECT_EQ(first.body, "{}");
  EXPECT_GE(first.created_ms, before_ms);
  EXPECT_EQ(wait(store().put({}, "search", "{\"a\":1}")).version, 2U);
  EXPECT_EQ(wait(store().put({}, "synonyms", "tv: television")).version, 1U);
  const auto newest = wait(store().get({}, "search"));
  EXPECT_EQ(newest.version, 2U);
  EXPECT_EQ(newest.body, "{\"a\":1}");
  EXPECT_EQ(wait(store().get({}, "synonyms")).body, "tv: television");
}

TEST_P(SettingsStoreConformance, KeepsEveryVersion) {
  EXPECT_TRUE(wait(store().versions({}, "search", 10)).empty());
  for (const auto* body : {"one", "two", "three"}) wait(store().put({}, "search", body));
  EXPECT_EQ(wait(store().get_version({}, "search", 1)).body, "one");
  EXPECT_EQ(wait(store().get_version({}, "search", 3)).body, "three");
  for (const std::uint64_t absent : {std::uint64_t{0}, std::uint64_t{4}, ~std::uint64_t{0}})
    EXPECT_EQ(wait_for_error(store().get_version({}, "search", absent)).code, base::ErrorCode::not_found);
  const auto newest = wait(store().versions({}, "search", 2));
  ASSERT_EQ(newest.size(), 2U);
  EXPECT_EQ(newest[0].version, 3U);
  EXPECT_EQ(newest[1].version, 2U);
}

TEST_P(SettingsStoreConformance, ListsNamesByTheirBeginning) {
  EXPECT_TRUE(wait(store().names({}, "")).empty());
  for (const auto* name : {"policy/b", "policy/a", "policy/a", "polic", "search"})
    wait(store().put({}, name, "x"));
  EXPECT_EQ(wait(store().names({}, "policy/")), (std::vector<std::string>{"policy/a", "policy/b"}));
  EXPECT_EQ(wait(store().names({}, "")).size(), 4U);
  EXPECT_TRUE(wait(store().names(value_of(domain::Tenant::parse("shop")), "policy/")).empty());
}

TEST_P(SettingsStoreConformance, KeepsTenantsApart) {
  const auto shop = value_of(domain::Tenant::parse("shop"));
  wait(store().put({}, "search", "default's"));
  EXPECT_EQ(wait_for_error(store().get(shop, "search")).code, base::ErrorCode::not_found);
  EXPECT_EQ(wait(store().put(shop, "search", "the shop's")).version, 1U);
  EXPECT_EQ(wait(store().get({}, "search")).body, "default's");
}

TEST_P(SettingsStoreConformance, TakesAnyTextButNoNamelessDocument) {
  const std::string body = "कुर्ता: kurta\n" + std::string("\0 '\"\\", 5) + std::string(1'000'000, 'x');
  wait(store().put({}, "odd 'name'", body));
  EXPECT_EQ(wait(store().get({}, "odd 'name'")).body, body);
  wait(store().put({}, "empty", ""));
  EXPECT_EQ(wait(store().get({}, "empty")).body, "");
  EXPECT_EQ(wait_for_error(store().put({}, "", "x")).code, base::ErrorCode::invalid_argument);
  EXPECT_EQ(wait_for_error(store().put({}, "n", "\xFF")).code, base::ErrorCode::invalid_argument);
}

TEST_P(SettingsStoreConformance, ConcurrentPutsGetDifferentVersions) {
  std::vector<std::uint64_t> versions(64);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < 8; ++t) {
      threads.emplace_back([this, t, &versions] {
        for (std::size_t i = 0; i < 8; ++i)
          versions[t * 8 + i] = wait(store().put({}, "search", "x")).version;
      });
    }
  }
  EXPECT_EQ(std::set<std::uint64_t>(versions.begin(), versions.end()).size(), 64U);
  EXPECT_EQ(wait(store().get({}, "search")).version, 64U);
}

}  // namespace khoj::testing
