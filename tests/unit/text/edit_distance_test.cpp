#include "text/edit_distance.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/edit_distance.hpp"
#include "base/rng.hpp"

namespace khoj::text {
namespace {

TEST(EditDistance, X_03_ASwapOfNeighboursIsOneMistake) {
  const EditPattern watch("watch");
  EXPECT_EQ(watch.distance("watch"), 0U);
  EXPECT_EQ(watch.distance("wacth"), 1U);
  EXPECT_EQ(watch.distance("wach"), 1U);
  EXPECT_EQ(watch.distance("waatch"), 1U);
  EXPECT_EQ(watch.distance("vatch"), 1U);
  EXPECT_EQ(watch.distance("awtch"), 1U);
  EXPECT_EQ(watch.distance("cathw"), 3U);
  EXPECT_EQ(watch.distance(""), 5U);
  EXPECT_EQ(EditPattern("ca").distance("abc"), 3U) << "no letter takes part in two mistakes";
}

TEST(EditDistance, EqualsTheDefinition) {
  base::Rng rng(7);
  const auto word = [&](std::size_t most) {
    std::string text(1 + rng.below(most), 'a');
    for (char& letter : text) letter = static_cast<char>('a' + rng.below(4));
    return text;
  };
  for (int round = 0; round < 20'000; ++round) {
    const std::string a = word(rng.chance(0.05) ? 64 : 12);
    const std::string b = word(rng.chance(0.05) ? 90 : 12);
    ASSERT_EQ(EditPattern(a).distance(b), base::edit_distance(a, b)) << a << " and " << b;
  }
}

}  // namespace
}  // namespace khoj::text
