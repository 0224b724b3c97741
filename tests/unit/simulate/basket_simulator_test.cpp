// What basket_simulator.hpp promises.
#include "simulate/basket_simulator.hpp"

#include <algorithm>
#include <unordered_set>

#include <gtest/gtest.h>

namespace khoj::simulate {
namespace {

TEST(T2_04_BasketSimulator, DrawsDifferentItemsByPopularity) {
  const BasketSimulatorOptions options{.baskets = 20'000, .items = 500, .mean_size = 8, .seed = 3};
  const auto baskets = simulate_baskets(options);
  ASSERT_EQ(baskets.offsets.size(), options.baskets + 1);
  ASSERT_EQ(baskets.offsets.back(), baskets.items.size());
  EXPECT_NEAR(static_cast<double>(baskets.items.size()) / 20'000, 8, 0.1);
  std::vector<int> counts(options.items);
  for (std::size_t b = 0; b < options.baskets; ++b) {
    std::unordered_set<std::uint32_t> seen;
    for (auto i = baskets.offsets[b]; i < baskets.offsets[b + 1]; ++i) {
      ASSERT_LT(baskets.items[i], options.items);
      EXPECT_TRUE(seen.insert(baskets.items[i]).second);
      ++counts[baskets.items[i]];
    }
    EXPECT_TRUE(!seen.empty() && seen.size() < 16);
  }
  std::sort(counts.begin(), counts.end(), std::greater<>());
  EXPECT_NEAR(counts[99] / static_cast<double>(counts[199]), 2, 0.35);  // Zipf's law: 1 / 100 and 1 / 200.
  EXPECT_EQ(simulate_baskets(options), baskets);
  EXPECT_NE(simulate_baskets({.baskets = 20'000, .items = 500, .mean_size = 8, .seed = 4}), baskets);
}

TEST(T2_04_BasketSimulator, FewItemsStillMakeBaskets) {
  const auto baskets = simulate_baskets({.baskets = 10, .items = 1, .mean_size = 5, .seed = 1});
  EXPECT_EQ(baskets.items, std::vector<std::uint32_t>(10, 0));
}

}  // namespace
}  // namespace khoj::simulate
