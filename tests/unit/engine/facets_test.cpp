// Filters, facets, sorting and pages of the whole engine.
#include <algorithm>
#include <map>
#include <set>

#include "base/rng.hpp"
#include "shop_fixture.hpp"

namespace khoj::engine {
namespace {

using Ids = std::vector<std::string>;

domain::Product watch(std::string id, std::string brand, double rupees, double rating) {
  domain::Product product;
  product.id = std::move(id);
  product.title = brand + " smart watch";
  product.brand = std::move(brand);
  product.categories = {"Electronics > Smart Watches"};
  product.price_paise = static_cast<std::int64_t>(rupees * 100);
  product.rating = rating;
  product.rating_count = 10;
  return product;
}

std::map<std::string, std::uint64_t> counts_of(const Facet& facet) {
  std::map<std::string, std::uint64_t> out;
  for (const auto& value : facet.values) out[value.value] = value.count;
  return out;
}

using Counts = std::map<std::string, std::uint64_t>;

TEST_F(ShopTest, X_01_AFacetIsLabelledAsItsBestProductSpellsIt) {
  auto shouting = watch("a", "BOAT", 1'000, 1.0);
  shouting.categories.clear();
  put({shouting, watch("b", "boAt", 3'000, 5.0)});
  auto request = query("smart watch");
  request.facets = {{"brand"}};
  EXPECT_EQ(ask(request).facets[0].values[0].label, "boAt");
  EXPECT_EQ(ask(request).facets[0].values[0].label, "boAt") << "the second time remembered";
  auto better = watch("b", "Boat", 3'000, 5.0);
  put({better});
  EXPECT_EQ(ask(request).facets[0].values[0].label, "Boat") << "until anything changes";
}

TEST_F(ShopTest, X_01_FacetsOfAFieldDisregardItsOwnFilter) {
  put({watch("a", "boAt", 1'000, 4.5), watch("b", "boAt", 3'000, 3.0), watch("c", "Noise Fit", 2'000, 4.0),
       watch("d", "Titan", 9'000, 4.8)});
  auto request = query("smart watch");
  request.filter = "brand:boat AND price <= 5000";
  request.facets = {
      {"brand"}, {"category"}, {"price", 20, HistogramRequest{1'000}}, {"rating"}, {"in_stock"}};
  const auto response = ask(request);
  EXPECT_EQ(response.total, 2U);
  ASSERT_EQ(response.facets.size(), 5U);
  EXPECT_EQ(counts_of(response.facets[0]), (Counts{{"boat", 2}, {"noise_fit", 1}}))
      << "the price still holds, the brand does not";
  EXPECT_EQ(response.facets[0].values[0].label, "boAt");
  EXPECT_EQ(response.facets[0].values[1].label, "Noise Fit");
  EXPECT_EQ(counts_of(response.facets[1]), (Counts{{"electronics", 2}, {"smart_watches", 2}}));
  EXPECT_EQ(response.facets[1].values[1].label, "Smart Watches");
  ASSERT_TRUE(response.facets[2].stats);
  EXPECT_EQ(response.facets[2].stats->min, 1'000.0)
      << "the price of the page's brand, whatever the price filter";
  EXPECT_EQ(response.facets[2].stats->max, 3'000.0);
  EXPECT_EQ(response.facets[2].stats->mean, 2'000.0);
  ASSERT_TRUE(response.facets[2].histogram);
  ASSERT_EQ(response.facets[2].histogram->size(), 2U);
  EXPECT_EQ(response.facets[2].histogram->at(1).from, 3'000.0);
  EXPECT_EQ(response.facets[2].histogram->at(1).to, 4'000.0);
  EXPECT_EQ(response.facets[2].histogram->at(1).count, 1U);
  EXPECT_EQ(response.facets[3].stats->count, 2U);
  EXPECT_EQ(counts_of(response.facets[4]), (Counts{{"true", 2}}));

  request.filter = "";
  request.chips = {"brand_boat", "under_5000"};
  const auto by_chips = ask(request);
  EXPECT_EQ(counts_of(by_chips.facets[0]), counts_of(response.facets[0])) << "chips are filters, too";
}

TEST_F(ShopTest, X_01_WhatTheSettingsHideIsNotCounted) {
  SearchSettings settings;
  settings.out_of_stock = "hide";
  ASSERT_TRUE(base::sync_wait(engine_->put_settings(settings)).has_value());
  auto gone = watch("gone", "boAt", 1'000, 4);
  gone.stock = 0;
  put({watch("a", "boAt", 1'000, 4), gone});
  auto request = query("smart watch");
  request.facets = {{"in_stock"}};
  request.filter = "in_stock:[true, false]";
  const auto response = ask(request);
  EXPECT_EQ(response.total, 1U);
  EXPECT_EQ(counts_of(response.facets[0]), (Counts{{"true", 1}}));
}

TEST_F(ShopTest, X_01_CountsFollowTheWordsThatTheSearchAskedFor) {
  put({watch("a", "boAt", 1'000, 4), watch("b", "Noise", 2'000, 4)});
  auto request = query("boat smart watch");
  request.facets = {{"brand"}};
  // Too few hold all three words, so one may be missing: both are results, and both are counted.
  const auto response = ask(request);
  EXPECT_EQ(response.total, 2U);
  EXPECT_EQ(counts_of(response.facets[0]), (Counts{{"boat", 1}, {"noise", 1}}));
}

TEST_F(ShopTest, X_01_SortsByManyKeysWithMissingOnesLast) {
  auto unpriced = watch("u", "boAt", 0, 5);
  unpriced.price_paise.reset();
  put({watch("a", "boAt", 2'000, 3), watch("b", "Noise", 1'000, 4), watch("c", "Titan", 2'000, 5), unpriced});
  auto request = query("smart watch");
  request.sort = {"price:asc", "rating:desc"};
  EXPECT_EQ(ids(ask(request)), (Ids{"b", "c", "a", "u"}));
  request.sort = {"price:desc", "brand:desc"};
  EXPECT_EQ(ids(ask(request)), (Ids{"c", "a", "b", "u"}));
  request.sort = {"_boost(brand:noise)", "rating:desc", "price:asc"};
  EXPECT_EQ(ids(ask(request)), (Ids{"b", "c", "u", "a"}));
  request.sort = {"relevance:desc", "price:asc"};
  request.query = "titan smart watch";
  EXPECT_EQ(ids(ask(request)).front(), "c");
  request.sort = {"_random(1)"};
  const auto drawn = ids(ask(request));
  EXPECT_EQ(ids(ask(request)), drawn);

  request.sort = {"prize"};
  EXPECT_EQ(error_of(request).substr(0, 34), "sort[0]: there is no field 'prize'");
  request.sort = {"price:up"};
  EXPECT_EQ(error_of(request), "sort[0]: expected asc or desc behind the colon, not 'up'");
  request.sort = Ids(9, "price");
  EXPECT_EQ(error_of(request), "sort: has 9 keys; at most 8 are allowed");
}

TEST_F(ShopTest, X_01_BrowsesWithoutAQuery) {
  auto gone = watch("gone", "boAt", 1'000, 5);
  gone.stock = 0;
  put({watch("a", "boAt", 1'000, 3), watch("b", "boAt", 1'000, 5), watch("c", "Noise", 500, 4), gone});
  EXPECT_EQ(ids(ask(browse("brand:boat"))), (Ids{"b", "a", "gone"})) << "the best first, what is gone last";
  EXPECT_EQ(ask(browse("")).total, 4U);
  auto request = browse("category:\"smart watches\"");
  request.facets = {{"brand"}};
  request.sort = {"price"};
  const auto response = ask(request);
  EXPECT_EQ(ids(response).front(), "c");
  EXPECT_EQ(counts_of(response.facets[0]), (Counts{{"boat", 3}, {"noise", 1}}));
  request.query = "watch";
  EXPECT_EQ(error_of(request), "query: is not for pages without a query");
}

TEST_F(ShopTest, X_01_AttributesOfTheSettingsBecomeFields) {
  SearchSettings settings;
  settings.filterable = {
      {"attributes.size", "keyword"}, {"attributes.ram", "number"}, {"attributes.shop", "geo"}};
  ASSERT_TRUE(base::sync_wait(engine_->put_settings(settings)).has_value());
  auto near = watch("near", "boAt", 1'000, 4);
  near.attributes = {{"size", std::vector<std::string>{"S", "M"}}, {"ram", 8.0}, {"shop", "12.97,77.59"}};
  auto far = watch("far", "boAt", 1'000, 4);
  far.attributes = {
      {"size", std::string("M")}, {"ram", std::string("16")}, {"shop", std::string("19.07, 72.87")}};
  put({near, far, watch("none", "boAt", 1'000, 4)});

  auto request = browse("exists(size)");
  request.facets = {{"size"}, {"ram"}};
  // The new index is built in the background; until it is live the field is not there.
  while (!error_of(request).empty()) settle();
  const auto response = ask(request);
  EXPECT_EQ(response.total, 2U);
  EXPECT_EQ(counts_of(response.facets[0]), (Counts{{"M", 2}, {"S", 1}}));
  EXPECT_EQ(response.facets[1].stats->max, 16.0);
  EXPECT_EQ(ids(ask(browse("attributes.ram > 8"))), Ids{"far"});
  EXPECT_EQ(ids(ask(browse("geo(shop, 12.9716, 77.5946, 5km)"))), Ids{"near"});
  EXPECT_EQ(ask(browse("geo(shop, 12.9716, 77.5946, 900km)")).total, 2U);
}

TEST_F(ShopTest, X_01_PagesBehindACursorSurviveChanges) {
  std::vector<domain::Product> products;
  for (int i = 0; i < 60; ++i)
    products.push_back(watch(fmt::format("p{:02}", i), "boAt", 100 + i, 1 + (i % 40) / 10.0));
  put(products);
  for (const auto& sort : {Ids{}, Ids{"price:asc"}, Ids{"rating:desc", "brand"}}) {
    for (const bool browsing : {false, true}) {
      auto request = browsing ? browse("brand:boat") : query("smart watch");
      request.sort = sort;
      request.limit = 7;
      std::set<std::string> seen;
      int page = 0;
      while (true) {
        const auto response = ask(request);
        for (const auto& id : ids(response)) EXPECT_TRUE(seen.insert(id).second) << id << " came twice";
        if (!response.next_cursor) break;
        request.cursor = *response.next_cursor;
        // New ones at the front and the end, and one that was shown goes: nothing else is repeated or lost.
        put({watch(fmt::format("new{}{}", page, sort.size() * 2 + browsing), "boAt", 1, 5),
             watch(fmt::format("new{}{}x", page, sort.size() * 2 + browsing), "boAt", 999, 1)});
        if (page == 1) remove({"new00"});
        ASSERT_LT(++page, 100);
      }
      for (const auto& product : products)
        EXPECT_TRUE(seen.contains(product.id)) << product.id << " was lost";
    }
  }
}

TEST_F(ShopTest, X_01_CursorsBelongToTheirRequest) {
  put({watch("a", "boAt", 1, 4), watch("b", "boAt", 2, 4), watch("c", "boAt", 3, 4)});
  auto request = query("smart watch");
  request.limit = 1;
  request.sort = {"price"};
  const auto first = ask(request);
  ASSERT_TRUE(first.next_cursor);
  request.cursor = *first.next_cursor;
  EXPECT_EQ(ids(ask(request)), Ids{"b"});
  auto other = request;
  other.query = "watch";
  EXPECT_EQ(error_of(other).substr(0, 40), "cursor: is not the cursor of this reques");
  other = request;
  other.sort = {"price:desc"};
  EXPECT_NE(error_of(other), "");
  other = request;
  other.offset = 1;
  EXPECT_EQ(error_of(other).substr(0, 7), "offset:");
  for (std::size_t i = 0; i < request.cursor.size(); ++i) {
    other = request;
    other.cursor[i] = other.cursor[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(error_of(other), "") << i;
  }
}

/// Random shops: every count of every facet is that of a plain loop over the products.
TEST_F(ShopTest, X_01_CountsOfRandomShopsAreExact) {
  base::Rng rng(11);
  std::vector<domain::Product> products;
  for (int i = 0; i < 400; ++i) {
    auto product =
        watch(fmt::format("p{}", i), fmt::format("b{}", rng.below(5)),
              static_cast<double>(rng.between(1, 20)) * 100, static_cast<double>(rng.between(1, 5)));
    product.attributes["color"] = fmt::format("c{}", rng.below(3));
    products.push_back(std::move(product));
    if (i % 130 == 129) put({products.end() - 130, products.end()});  // Several segments.
  }
  put({products.begin() + 390, products.end()});
  std::vector<std::string> gone;
  std::erase_if(products, [&](const auto& product) {
    if (!rng.chance(0.2)) return false;
    gone.push_back(product.id);
    return true;
  });
  remove(gone);
  for (int round = 0; round < 30; ++round) {
    const auto brand = fmt::format("b{}", rng.below(5));
    const auto color = fmt::format("c{}", rng.below(3));
    const double most = static_cast<double>(rng.between(1, 20)) * 100;
    auto request = rng.chance(0.5) ? query("smart watch") : browse("");
    request.filter = fmt::format("brand:[{}, b0] AND color:{} AND price <= {}", brand, color, most);
    request.facets = {{"brand"}, {"color"}, {"price"}};
    const auto response = ask(request);
    Counts brands, colors;
    std::uint64_t total = 0, priced = 0;
    for (const auto& p : products) {
      const auto& c = std::get<std::string>(p.attributes.at("color"));
      const bool is_brand = p.brand == brand || p.brand == "b0";
      const bool is_cheap = static_cast<double>(*p.price_paise) <= most * 100;
      total += is_brand && c == color && is_cheap ? 1 : 0;
      priced += is_brand && c == color ? 1 : 0;
      if (c == color && is_cheap) ++brands[p.brand];
      if (is_brand && is_cheap) ++colors[c];
    }
    EXPECT_EQ(response.total, total);
    EXPECT_EQ(counts_of(response.facets[0]), brands);
    EXPECT_EQ(counts_of(response.facets[1]), colors);
    EXPECT_EQ(response.facets[2].stats ? response.facets[2].stats->count : 0, priced);
  }
}

}  // namespace
}  // namespace khoj::engine
