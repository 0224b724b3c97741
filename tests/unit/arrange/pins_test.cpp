#include "arrange/pins.hpp"

#include <gtest/gtest.h>

namespace khoj::arrange {
namespace {

using pipeline::Candidate;
using pipeline::Pin;
using Items = std::vector<std::uint32_t>;

std::vector<Candidate> candidates(const Items& items) {
  std::vector<Candidate> made(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) made[i].item = domain::ItemId(items[i]);
  return made;
}

Items placed(const Items& order, const std::vector<Pin>& pins, const Items& fetched = {}) {
  auto list = candidates(order);
  place_pins(list, pins, candidates(fetched));
  Items items;
  for (const auto& candidate : list) items.push_back(candidate.item.value);
  return items;
}

Pin pin(std::uint32_t item, std::uint32_t position) { return {domain::ItemId(item), position, "rule"}; }

TEST(PlacePins, X_04_PutsPinnedProductsAtTheirPositions) {
  EXPECT_EQ(placed({1, 2, 3, 4}, {pin(4, 0)}), (Items{4, 1, 2, 3}));
  EXPECT_EQ(placed({1, 2, 3, 4}, {pin(1, 2)}), (Items{2, 3, 1, 4}));
  EXPECT_EQ(placed({1, 2, 3, 4}, {pin(4, 0), pin(9, 2)}, {9}), (Items{4, 1, 9, 2, 3}));
}

TEST(PlacePins, X_04_OfTwoPinsAtOnePositionTheFirstComesFirst) {
  EXPECT_EQ(placed({1, 2, 3}, {pin(3, 0), pin(2, 0)}), (Items{3, 2, 1}));
}

TEST(PlacePins, X_04_PinsBehindTheEndAndProductsThatAreNotThere) {
  EXPECT_EQ(placed({1, 2}, {pin(1, 50)}), (Items{2, 1}));
  EXPECT_EQ(placed({1, 2}, {pin(7, 0)}), (Items{1, 2}));
  EXPECT_EQ(placed({}, {pin(7, 3)}, {7}), (Items{7}));
  EXPECT_EQ(placed({1, 2}, {}), (Items{1, 2}));
}

}  // namespace
}  // namespace khoj::arrange
