#include "sources/item_sums.hpp"

#include <map>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::sources {
namespace {

TEST(ItemSums, AreVisitedBestFirst) {
  base::Rng rng(2);
  ItemSums sums;
  std::map<std::uint32_t, double> truth;
  for (int i = 0; i < 3'000; ++i) {
    const auto item = static_cast<std::uint32_t>(rng.below(900));
    const auto score = static_cast<double>(1 + rng.below(4));  // So that many are equal.
    sums.add(domain::ItemId(item), score);
    truth[item] += score;
  }
  std::vector<ScoredItem> visited;
  sums.visit_best_first([&](const ScoredItem& item) {
    visited.push_back(item);
    return true;
  });
  ASSERT_EQ(visited.size(), truth.size());
  EXPECT_TRUE(std::is_sorted(visited.begin(), visited.end(), comes_before));
  for (const auto& [item, score] : visited) EXPECT_EQ(score, truth[item.value]);
}

TEST(ItemSums, StopWhenToldTo) {
  ItemSums sums;
  for (std::uint32_t item = 0; item < 10; ++item) sums.add(domain::ItemId(item), 1.0 + item);
  std::vector<std::uint32_t> visited;
  sums.visit_best_first([&](const ScoredItem& item) {
    visited.push_back(item.item.value);
    return visited.size() < 3;
  });
  EXPECT_EQ(visited, (std::vector<std::uint32_t>{9, 8, 7}));
  ItemSums().visit_best_first([](const ScoredItem&) { return ADD_FAILURE() << "nothing is there", true; });
}

}  // namespace
}  // namespace khoj::sources
