// FP-growth against the definition, and at its edges.
#include "mine/fp_growth.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "mine/fp_tree.hpp"
#include "mine/subset_table.hpp"
#include "unit/mine/transaction_lists.hpp"

namespace khoj::mine {
namespace {

ItemSets mine(const TransactionLists& lists, const FpGrowthOptions& options) {
  auto found = mine_item_sets(lists.view(), options);
  EXPECT_TRUE(found) << found.error().describe();
  return found ? *std::move(found) : ItemSets();
}

void expect_as_defined(const TransactionLists& lists, const FpGrowthOptions& options) {
  const auto view = lists.view();
  const auto found = mine(lists, options);
  const auto expected = count_by_definition(view, least_count(options.min_support, view.size()),
                                            options.max_length == 0 ? 1'000 : options.max_length);
  EXPECT_EQ(to_map(found), expected);
  EXPECT_EQ(found.size(), expected.size()) << "a set was found twice";
  EXPECT_EQ(found.transactions(), view.size());
}

TEST(T2_04_FpGrowth, FindsWhatTheDefinitionFinds) {
  struct Shape {
    std::size_t transactions;
    std::uint32_t items;
    std::uint32_t longest;
    double min_support;
  };
  for (const Shape& shape : {Shape{40, 6, 5, 0.05},
                             {200, 12, 6, 0.02},
                             {500, 40, 8, 0.02},
                             {300, 150, 12, 0.03},
                             {1'000, 300, 4, 0.004},
                             {60, 30, 20, 0.2},
                             {2'000, 2'000, 6, 0.01}}) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      SCOPED_TRACE(testing::Message() << shape.transactions << " transactions, seed " << seed);
      expect_as_defined(draw_transactions(seed, shape.transactions, shape.items, shape.longest),
                        {.min_support = shape.min_support});
    }
  }
}

TEST(T2_04_FpGrowth, FindsWhatTheDefinitionFindsWhereUniversesAreTooLargeForATable) {
  // Forty items, each in about half of the transactions: trees in trees.
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    base::Rng rng(seed);
    std::vector<Items> lists(80);
    for (auto& list : lists) {
      for (std::uint32_t item = 0; item < 40; ++item) {
        if (rng.chance(0.5)) list.push_back(item);
      }
    }
    expect_as_defined(TransactionLists(lists), {.min_support = 0.2});
  }
}

TEST(T2_04_FpGrowth, ThreadsAndDuplicatesChangeNothing) {
  const auto lists = draw_transactions(7, 2'000, 200, 10);
  const auto one = mine(lists, {.min_support = 0.01});
  ASSERT_GT(one.size(), 100U);
  const auto three = mine(lists, {.min_support = 0.01, .threads = 3});
  ASSERT_EQ(three.size(), one.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(items_of(three, i), items_of(one, i));
    EXPECT_EQ(three.count(i), one.count(i));
  }
  const TransactionLists doubled({{3, 1, 3, 3}, {1, 1, 3}, {1}});
  EXPECT_EQ(to_map(mine(doubled, {.min_support = 0.5})), (Counts{{{1}, 3}, {{3}, 2}, {{1, 3}, 2}}));
}

TEST(T2_04_FpGrowth, SetsWhoseRarestItemIsTheMostFrequentComeFirst) {
  const TransactionLists lists({{5, 9}, {5, 9}, {5, 2}, {5, 2, 9}, {7}});
  const auto found = mine(lists, {.min_support = 0.4});
  std::vector<Items> order;
  for (std::size_t i = 0; i < found.size(); ++i) order.push_back(items_of(found, i));
  EXPECT_EQ(order, (std::vector<Items>{{5}, {9}, {5, 9}, {2}, {2, 5}}));
}

TEST(T2_04_FpGrowth, Edges) {
  EXPECT_EQ(mine(TransactionLists({}), {}).size(), 0U);
  EXPECT_EQ(mine_item_sets({}, {})->size(), 0U);
  EXPECT_EQ(mine(TransactionLists({{}, {}}), {}).size(), 0U);
  EXPECT_EQ(to_map(mine(TransactionLists({{4, 2}}), {.min_support = 1})),
            (Counts{{{2}, 1}, {{4}, 1}, {{2, 4}, 1}}));
  EXPECT_EQ(to_map(mine(TransactionLists({{1, 2}, {2, 1}, {1, 2, 3}}), {.min_support = 1})),
            (Counts{{{1}, 3}, {{2}, 3}, {{1, 2}, 3}}));
  EXPECT_EQ(to_map(mine(TransactionLists({{1, 2, 3}, {1, 2, 3}}), {.min_support = 1, .max_length = 1})),
            (Counts{{{1}, 2}, {{2}, 2}, {{3}, 2}}));
  // Item numbers far apart take no memory for what is between them.
  EXPECT_EQ(to_map(mine(TransactionLists({{4'294'967'295, 7}, {7, 4'000'000'000, 4'294'967'295}}),
                        {.min_support = 1})),
            (Counts{{{7}, 2}, {{4'294'967'295}, 2}, {{7, 4'294'967'295}, 2}}));
}

TEST(T2_04_FpGrowth, LengthIsLimitedEverywhere) {
  for (std::uint32_t length = 1; length < 6; ++length) {
    expect_as_defined(draw_transactions(length, 300, 60, 9), {.min_support = 0.02, .max_length = length});
    expect_as_defined(TransactionLists(std::vector<Items>(3, Items{1, 2, 3, 4, 5, 6, 7})),
                      {.min_support = 1, .max_length = length});
  }
}

TEST(T2_04_FpGrowth, SupportIsAtLeastTheShareAsFloatsHaveIt) {
  EXPECT_EQ(least_count(0.002, 100'000), 200U);
  EXPECT_EQ(least_count(0.07, 100), 7U);  // 0.07 · 100 is above 7 in float64, 7 / 100 is not below 0.07.
  EXPECT_EQ(least_count(0.28, 25), 7U);
  EXPECT_EQ(least_count(1.0, 3), 3U);
  EXPECT_EQ(least_count(1e-9, 10), 1U);
  EXPECT_EQ(least_count(0.5, 3), 2U);
  for (std::uint64_t n = 1; n < 300; ++n) {
    for (std::uint64_t c = 1; c <= n; ++c)
      EXPECT_EQ(least_count(static_cast<double>(c) / static_cast<double>(n), n), c) << n;
  }
}

TEST(T2_04_FpGrowth, TooManySetsAreAnErrorThatNamesTheOption) {
  const TransactionLists lists({{1, 2, 3}, {1, 2, 3}});
  EXPECT_EQ(mine(lists, {.min_support = 1, .max_item_sets = 7}).size(), 7U);
  const auto refused = mine_item_sets(lists.view(), {.min_support = 1, .max_item_sets = 6});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::resource_exhausted);
  EXPECT_NE(refused.error().message.find("min_support"), std::string::npos);

  // Two transactions of 100,000 items have 2^100,000 sets; the error does not wait for them.
  Items many(100'000);
  for (std::uint32_t i = 0; i < many.size(); ++i) many[i] = i;
  for (const unsigned threads : {1U, 2U}) {
    const auto large = mine_item_sets(TransactionLists({many, many}).view(),
                                      {.min_support = 1, .max_item_sets = 10'000, .threads = threads});
    ASSERT_FALSE(large);
    EXPECT_EQ(large.error().code, base::ErrorCode::resource_exhausted);
  }
}

TEST(T2_04_FpGrowth, RefusesWhatMakesNoSense) {
  const TransactionLists lists(std::vector<Items>{{1}});
  for (const double support : {0.0, -0.1, 1.01, std::nan("")}) {
    const auto refused = mine_item_sets(lists.view(), {.min_support = support});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::invalid_argument);
  }
  EXPECT_FALSE(mine_item_sets(lists.view(), {.max_item_sets = 0}));
  const Items items{1, 2, 3};
  for (const std::vector<std::uint64_t>& offsets :
       {std::vector<std::uint64_t>{}, {0}, {1, 3}, {0, 2}, {0, 4}, {0, 2, 1, 3}}) {
    const auto refused = mine_item_sets({offsets, items}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::invalid_argument);
  }
}

TEST(T2_04_FpTree, SharesBeginnings) {
  PathList paths;
  const auto add = [&](const Items& descending, std::uint32_t weight) {
    for (const std::uint32_t item : descending) paths.push(item);
    paths.end_descending(weight);
  };
  add({2, 0}, 3);
  add({}, 9);
  add({1, 0}, 1);
  add({2, 1, 0}, 2);
  add({2, 0}, 4);
  paths.sort();
  FpTree tree;
  tree.fill(Items{10, 11, 12}, Items{10, 3, 9}, paths);
  EXPECT_FALSE(tree.is_single_path());
  std::vector<Items> walked;
  tree.walk(
      2, [&](std::uint32_t weight) { walked.push_back({weight}); },
      [&](std::uint32_t item) { walked.back().push_back(item); }, [] {});
  std::sort(walked.begin(), walked.end());
  EXPECT_EQ(walked, (std::vector<Items>{{2, 1, 0}, {7, 0}}));

  paths.clear();
  add({1, 0}, 1);
  add({0}, 5);
  paths.sort();
  tree.fill(Items{10, 11}, Items{6, 1}, paths);
  EXPECT_TRUE(tree.is_single_path());
}

TEST(T2_04_SubsetTable, SumsOverSupersets) {
  SubsetTable table;
  table.clear(3);
  table.add(0b111, 1);
  table.add(0b101, 2);
  table.add(0b001, 4);
  table.add(0b110, 8);
  table.sum_supersets();
  EXPECT_EQ(table.count(0), 15U);
  EXPECT_EQ(table.count(0b001), 7U);
  EXPECT_EQ(table.count(0b010), 9U);
  EXPECT_EQ(table.count(0b100), 11U);
  EXPECT_EQ(table.count(0b101), 3U);
  EXPECT_EQ(table.count(0b111), 1U);
  table.clear(2);
  EXPECT_EQ(table.count(0b11), 0U);
}

}  // namespace
}  // namespace khoj::mine
