#include "simulate/storefront.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "simulate/day_rhythm.hpp"
#include "support/simulated_items.hpp"

namespace khoj::simulate {
namespace {

constexpr Span kSpan{.begin_ms = kTestUntilMs - 45 * kDayMs, .until_ms = kTestUntilMs};

TEST(Storefront, ShelvesEveryProductOnce) {
  const Storefront shop(simulated_items(3'000, 4), 4, kSpan);
  std::set<std::uint32_t> seen;
  double demand = 0;
  for (const auto& leaf : shop.leaves()) {
    demand += leaf.demand;
    for (const auto product : shop.shelf(leaf)) {
      EXPECT_TRUE(seen.insert(product).second);
      EXPECT_EQ(&shop.leaves()[shop.products()[product].leaf], &leaf);
      EXPECT_EQ(shop.product_id(product), CatalogSimulator::product_id(product));
    }
  }
  EXPECT_EQ(seen.size(), 3'000U);
  EXPECT_NEAR(demand, 1, 1e-9);
}

TEST(Storefront, ListsDifferentProductsThePopularOnesFirst) {
  const Storefront shop(simulated_items(3'000, 4), 4, kSpan);
  base::Rng rng(1);
  std::vector<std::uint32_t> list;
  std::vector<int> first(3'000), late(3'000);
  std::uint32_t leaf = 0;
  for (std::uint32_t i = 0; i < shop.leaves().size(); ++i) {
    if (shop.shelf(shop.leaves()[i]).size() > shop.shelf(shop.leaves()[leaf]).size()) leaf = i;
  }
  for (int i = 0; i < 2'000; ++i) {
    shop.list(leaf, kTestUntilMs, 20, rng, list);
    ASSERT_EQ(list.size(), 20U);
    EXPECT_EQ(std::set<std::uint32_t>(list.begin(), list.end()).size(), 20U);
    for (const auto product : list) EXPECT_EQ(shop.products()[product].leaf, leaf);
    ++first[list.front()];
    ++late[list.back()];
  }
  const auto best = static_cast<std::size_t>(std::max_element(first.begin(), first.end()) - first.begin());
  EXPECT_GT(first[best], 100);
  EXPECT_LT(late[best], first[best]);
}

TEST(Storefront, PlacesPricesAmongThoseOfTheShelf) {
  std::vector<ShopItem> items;
  for (int i = 0; i < 4; ++i)
    items.push_back(
        {.id = std::to_string(i), .title = "Cup", .category = "Home > Cups", .price_paise = 100 * i});
  items.push_back({.id = "free", .title = "Cup", .category = "Home > Cups"});
  const Storefront shop(std::move(items), 1, kSpan);
  EXPECT_FLOAT_EQ(shop.products()[0].price_place, 0.125F);
  EXPECT_FLOAT_EQ(shop.products()[3].price_place, 0.875F);
  EXPECT_FLOAT_EQ(shop.products()[4].price_place, -1);
  EXPECT_EQ(shop.leaves()[0].median_price_paise, 200);
}

TEST(Storefront, TakesTheFirstWordOfTheTitleForAMissingBrand) {
  const Storefront shop({{.id = "a", .title = "Tikk watch"},
                         {.id = "b", .title = "Tikk strap"},
                         {.id = "c", .title = "Cup", .brand = "Tikk"}},
                        1, kSpan);
  EXPECT_EQ(shop.products()[0].brand, shop.products()[1].brand);
  EXPECT_EQ(shop.products()[0].brand, shop.products()[2].brand);
  EXPECT_EQ(shop.brand_name(shop.products()[0].brand), "Tikk");
}

TEST(ProductLife, StaysBetweenNothingAndItsBest) {
  base::Rng rng(9);
  int launched = 0;
  int trending = 0;
  for (int i = 0; i < 20'000; ++i) {
    const ProductLife life = draw_life(rng, kSpan, i % 3 == 0 ? 0 : 1'000, true);
    launched += life.launch_ms > 0 ? 1 : 0;
    trending += life.trend_peak > 1 ? 1 : 0;
    EXPECT_GE(life.best(), 1);
    for (std::int64_t day = -30; day <= 45; day += 15) {
      const double presence = life.presence(kSpan.begin_ms + day * kDayMs);
      EXPECT_GE(presence, 0);
      EXPECT_LE(presence, 1);
      EXPECT_EQ(presence == 0, kSpan.begin_ms + day * kDayMs < life.launch_ms);
    }
  }
  EXPECT_NEAR(launched, 667, 150) << "a tenth of those that nobody has judged";
  EXPECT_NEAR(trending, 40, 25);
}

}  // namespace
}  // namespace khoj::simulate
