#include "sources/item_table.hpp"

#include <map>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::sources {
namespace {

TEST(ItemTable, HoldsWhatAMapHolds) {
  base::Rng rng(1);
  ItemTable table;
  std::map<std::uint32_t, double> truth;
  for (int i = 0; i < 5'000; ++i) {
    const auto item = static_cast<std::uint32_t>(rng.below(2'000)) * (rng.chance(0.5) ? 1U : 1'048'576U);
    table[domain::ItemId(item)] += 0.5;
    truth[item] += 0.5;
  }
  std::map<std::uint32_t, double> found;
  table.visit([&](domain::ItemId item, double value) { found[item.value] = value; });
  EXPECT_EQ(found, truth);
  EXPECT_EQ(table.size(), truth.size());
}

TEST(ItemTable, SaysWhatIsNew) {
  ItemTable table;
  EXPECT_TRUE(table.insert(domain::ItemId(0)));
  EXPECT_FALSE(table.insert(domain::ItemId(0)));
  for (std::uint32_t item = 1; item < 1'000; ++item) EXPECT_TRUE(table.insert(domain::ItemId(item)));
  for (std::uint32_t item = 0; item < 1'000; ++item) EXPECT_FALSE(table.insert(domain::ItemId(item)));
}

}  // namespace
}  // namespace khoj::sources
