#include "simulate/category_ties.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace khoj::simulate {
namespace {

TEST(CategoryTies, KnowsWhatIsUsedUp) {
  for (const auto* path :
       {"Grocery > Tea", "Beauty & Personal Care > Shampoo & Conditioner", "Baby > Diapers",
        "pet supplies > Dog supplies", "Grocery > Household Cleaning", "TEA"}) {
    EXPECT_GT(replenish_days(path), 0U) << path;
  }
  for (const auto* path :
       {"Home Appliances > Refrigerators", "Toys > Soft Toys", "Books > Catalogues",
        "beauty & health > Personal Care Appliances", "home & kitchen > Kitchen Storage", ""}) {
    EXPECT_EQ(replenish_days(path), 0U) << path;
  }
}

TEST(CategoryTies, ComplementsFollowFromNamesAlone) {
  std::vector<std::string> paths;
  for (const auto* department : {"A", "B", "C", "D", "E", "F"}) {
    for (int leaf = 0; leaf < 6; ++leaf)
      paths.push_back(std::string(department) + " > " + std::to_string(leaf));
  }
  const auto complements = draw_complements(paths, 1);
  auto reversed = paths;
  std::reverse(reversed.begin(), reversed.end());
  const auto again = draw_complements(reversed, 1);
  EXPECT_NE(draw_complements(paths, 2), complements);
  int near = 0;
  for (std::size_t a = 0; a < paths.size(); ++a) {
    ASSERT_EQ(complements[a].size(), kComplements);
    for (std::size_t i = 0; i < kComplements; ++i) {
      EXPECT_NE(complements[a][i], a);
      EXPECT_EQ(paths[complements[a][i]], reversed[again[paths.size() - 1 - a][i]]);
      near += department_of(paths[complements[a][i]]) == department_of(paths[a]) ? 1 : 0;
    }
  }
  // By chance it would be one in seven.
  EXPECT_GT(near, 60);
  EXPECT_LT(near, 130);
}

TEST(CategoryTies, OneCategoryHasNoComplement) {
  const std::vector<std::string> one = {"Only"};
  EXPECT_TRUE(draw_complements(one, 1).at(0).empty());
}

}  // namespace
}  // namespace khoj::simulate
