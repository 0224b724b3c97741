// Rules that are asked: what goes with what somebody has.
#include "mine/rule_table.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "mine/fp_growth.hpp"

namespace khoj::mine {
namespace {

RuleTable table_of(const std::vector<std::vector<std::uint32_t>>& baskets, double min_confidence) {
  std::vector<std::uint64_t> offsets = {0};
  std::vector<std::uint32_t> items;
  for (const auto& basket : baskets) {
    items.insert(items.end(), basket.begin(), basket.end());
    offsets.push_back(items.size());
  }
  const auto sets = mine_item_sets({offsets, items}, {.min_support = 0.1});
  return RuleTable(derive_rules(sets.value(), {.min_confidence = min_confidence}).value());
}

const std::vector<std::vector<std::uint32_t>> kBaskets = {{1, 2}, {1, 2, 3}, {1, 2, 3},
                                                          {2, 3}, {1, 5},    {4, 5}};

TEST(RuleTable, T2_04_LeadsFromWhatOneHasToWhatGoesWithIt) {
  const auto table = table_of(kBaskets, 0.5);
  const std::uint32_t one[] = {1};
  const auto of_one = table.match(one);
  ASSERT_FALSE(of_one.empty());
  EXPECT_EQ(of_one.front().item, 2U);
  EXPECT_NEAR(of_one.front().confidence, 0.75, 1e-6);
  EXPECT_NEAR(of_one.front().lift, 0.75 / (4.0 / 6.0), 1e-6);
  const std::uint32_t two[] = {1, 3};
  const auto of_two = table.match(two);
  ASSERT_EQ(of_two.size(), 1U) << "what one has is not led to";
  EXPECT_EQ(of_two.front().item, 2U);
  EXPECT_NEAR(of_two.front().confidence, 1.0, 1e-6) << "the best of {1}, {3} and {1, 3}";
  EXPECT_TRUE(table.match({}).empty());
  const std::uint32_t unknown[] = {99};
  EXPECT_TRUE(table.match(unknown).empty());
}

TEST(RuleTable, ComesBackFromItsBytesAndRefusesDamage) {
  const auto table = table_of(kBaskets, 0.1);
  const auto bytes = table.to_bytes();
  const auto back = RuleTable::from_bytes(bytes);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->to_bytes(), bytes);
  EXPECT_EQ(back->size(), table.size());
  EXPECT_TRUE(RuleTable::from_bytes(RuleTable().to_bytes()).has_value());
  base::Rng rng(3);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(RuleTable::from_bytes(std::string_view(bytes).substr(0, size)).has_value());
  for (int round = 0; round < 500; ++round) {
    auto bad = bytes;
    bad[rng.below(bad.size())] ^= static_cast<char>(rng.between(1, 255));
    EXPECT_FALSE(RuleTable::from_bytes(bad).has_value());
  }
}

}  // namespace
}  // namespace khoj::mine
