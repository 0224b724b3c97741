// Rules against their definition, and their measures against values worked out by hand.
#include "mine/association_rules.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "mine/fp_growth.hpp"
#include "unit/mine/transaction_lists.hpp"

namespace khoj::mine {
namespace {

using Split = std::pair<Items, Items>;

Items list(std::span<const std::uint32_t> items) { return {items.begin(), items.end()}; }

TEST(T2_04_AssociationRules, MeasuresAreAsByHand) {
  // Ten baskets: bread (1) in 6, butter (2) in 5, both in 4, milk (3) in 2, always with bread and butter.
  const TransactionLists lists({{1, 2, 3}, {1, 2, 3}, {1, 2}, {1, 2}, {1}, {1}, {2}, {4}, {4}, {}});
  const auto sets = mine_item_sets(lists.view(), {.min_support = 0.2});
  const auto rules = derive_rules(*sets, {.min_confidence = 0.5});
  ASSERT_TRUE(rules) << rules.error().describe();
  std::map<Split, AssociationRule> found;
  for (std::size_t i = 0; i < rules->size(); ++i)
    found[{list((*rules)[i].antecedent), list((*rules)[i].consequent)}] = (*rules)[i];
  EXPECT_EQ(found.size(), rules->size());

  std::vector<Split> expected{{{1}, {2}},    {{2}, {1}},    {{3}, {1}},    {{3}, {2}},
                              {{3}, {1, 2}}, {{1, 3}, {2}}, {{2, 3}, {1}}, {{1, 2}, {3}}};
  for (const auto& split : expected) EXPECT_EQ(found.count(split), 1U);
  EXPECT_EQ(found.size(), expected.size());

  const auto& bread_butter = found.at({{1}, {2}});
  EXPECT_EQ(bread_butter.count, 4U);
  EXPECT_DOUBLE_EQ(bread_butter.support, 0.4);
  EXPECT_DOUBLE_EQ(bread_butter.confidence, 2.0 / 3);
  EXPECT_DOUBLE_EQ(bread_butter.lift, 4.0 / 3);
  EXPECT_NEAR(bread_butter.leverage, 0.4 - 0.6 * 0.5, 1e-15);
  EXPECT_NEAR(bread_butter.conviction, 0.5 / (1.0 / 3), 1e-12);

  const auto& both_milk = found.at({{1, 2}, {3}});
  EXPECT_DOUBLE_EQ(both_milk.confidence, 0.5);
  EXPECT_DOUBLE_EQ(both_milk.lift, 2.5);
  EXPECT_NEAR(both_milk.leverage, 0.12, 1e-15);
  EXPECT_DOUBLE_EQ(both_milk.conviction, 1.6);

  EXPECT_DOUBLE_EQ(found.at({{3}, {1, 2}}).confidence, 1);
  EXPECT_EQ(found.at({{3}, {1, 2}}).conviction, std::numeric_limits<double>::infinity());
}

TEST(T2_04_AssociationRules, AreAllSplitsThatHold) {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    for (const double min_confidence : {0.0, 0.3, 0.5, 2.0 / 3, 1.0}) {
      const auto lists = draw_transactions(seed, 400, 30, 8);
      const auto sets = mine_item_sets(lists.view(), {.min_support = 0.02});
      const auto counts = to_map(*sets);
      std::map<Split, double> expected;
      for (const auto& [items, count] : counts) {
        for (std::uint32_t mask = 1; mask + 1 < (1U << items.size()); ++mask) {
          Split split;
          for (std::size_t i = 0; i < items.size(); ++i)
            (((mask >> i) & 1U) != 0 ? split.first : split.second).push_back(items[i]);
          const double confidence = static_cast<double>(count) / counts.at(split.first);
          if (confidence >= min_confidence) expected[split] = confidence;
        }
      }
      const auto rules = derive_rules(*sets, {.min_confidence = min_confidence});
      ASSERT_TRUE(rules);
      EXPECT_EQ(rules->size(), expected.size());
      for (std::size_t i = 0; i < rules->size(); ++i) {
        const auto rule = (*rules)[i];
        const auto at = expected.find({list(rule.antecedent), list(rule.consequent)});
        ASSERT_NE(at, expected.end());
        EXPECT_EQ(rule.confidence, at->second);
      }
    }
  }
}

TEST(T2_04_AssociationRules, TooManyAreAnErrorThatNamesTheOption) {
  const TransactionLists lists({{1, 2, 3}, {1, 2, 3}});
  const auto sets = mine_item_sets(lists.view(), {.min_support = 1});
  EXPECT_EQ(derive_rules(*sets, {.max_rules = 12})->size(), 12U);
  const auto refused = derive_rules(*sets, {.max_rules = 11});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::resource_exhausted);
  EXPECT_NE(refused.error().message.find("min_confidence"), std::string::npos);
}

TEST(T2_04_AssociationRules, RefusesWhatMakesNoSense) {
  for (const double confidence : {-0.1, 1.1, std::nan("")})
    EXPECT_FALSE(derive_rules(ItemSets(1), {.min_confidence = confidence}));
  ItemSets without_subsets(10);
  without_subsets.add(Items{1, 2}, 3);
  const auto refused = derive_rules(without_subsets, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::invalid_argument);
  EXPECT_EQ(derive_rules(ItemSets(0), {})->size(), 0U);
}

}  // namespace
}  // namespace khoj::mine
