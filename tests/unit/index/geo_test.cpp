#include "index/geo.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::index {
namespace {

TEST(Geo, KnowsDistances) {
  const Place bengaluru{12.9716, 77.5946};
  const Place mumbai{19.0760, 72.8777};
  EXPECT_NEAR(distance_m(bengaluru, mumbai), 845'000, 5'000);
  EXPECT_EQ(distance_m(mumbai, mumbai), 0.0);
  EXPECT_NEAR(distance_m({0, 0}, {0, 180}), kMaxDistanceM, 1.0);
}

TEST(Geo, TheBoxHoldsTheCircle) {
  base::Rng rng(7);
  for (int round = 0; round < 20'000; ++round) {
    const Place centre{rng.uniform() * 180 - 90, rng.uniform() * 360 - 180};
    const Place other{rng.uniform() * 180 - 90, rng.uniform() * 360 - 180};
    const double distance = distance_m(centre, other);
    const Box box = box_around(centre, distance);
    ASSERT_LE(box.south, other.latitude);
    ASSERT_GE(box.north, other.latitude);
    ASSERT_LE(box.west, other.longitude);
    ASSERT_GE(box.east, other.longitude);
  }
}

}  // namespace
}  // namespace khoj::index
