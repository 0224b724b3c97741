// Variants as one result, highlights, facet search and time budgets of the whole engine.
#include <map>
#include <set>

#include "base/rng.hpp"
#include "shop_fixture.hpp"

namespace khoj::engine {
namespace {

using Ids = std::vector<std::string>;
using Counts = std::map<std::string, std::uint64_t>;

domain::Product shirt(std::string id, std::string group, std::string color, double rupees,
                      double rating = 4) {
  domain::Product product;
  product.id = std::move(id);
  product.title = color + " cotton shirt";
  product.brand = "Levi's";
  product.variant_group = std::move(group);
  product.attributes["color"] = std::move(color);
  product.price_paise = static_cast<std::int64_t>(rupees * 100);
  product.rating = rating;
  product.rating_count = 100;
  return product;
}

Counts counts_of(const Facet& facet) {
  Counts out;
  for (const auto& value : facet.values) out[value.value] = value.count;
  return out;
}

TEST_F(ShopTest, X_02_VariantsAreOneResultAndCountOnce) {
  put({shirt("a1", "a", "red", 500), shirt("a2", "a", "blue", 400, 5), shirt("a3", "a", "red", 900),
       shirt("b1", "b", "red", 700), shirt("alone", "", "blue", 600)});
  auto request = query("cotton shirt");
  request.group_by = "variant_group";
  request.facets = {{"color"}, {"price", 20, HistogramRequest{500}}};
  const auto response = ask(request);
  EXPECT_EQ(response.total, 3U);
  ASSERT_EQ(response.items.size(), 3U);
  EXPECT_EQ(counts_of(response.facets[0]), (Counts{{"red", 2}, {"blue", 2}}))
      << "of the group a one is red, whether one or two of its shirts are";
  EXPECT_EQ(response.facets[1].stats->count, 3U);
  EXPECT_EQ(response.facets[1].stats->min, 400.0);
  ASSERT_EQ(response.facets[1].histogram->size(), 2U);
  EXPECT_EQ(response.facets[1].histogram->at(0).count, 1U);
  EXPECT_EQ(response.facets[1].histogram->at(1).count, 3U);
  std::map<std::string, std::uint32_t> sizes;
  for (const auto& item : response.items) sizes[item.group->key] = item.group->size;
  EXPECT_EQ(sizes, (std::map<std::string, std::uint32_t>{{"a", 3}, {"b", 1}, {"", 1}}));

  request.sort = {"price:asc"};
  EXPECT_EQ(ids(ask(request)), (Ids{"a2", "alone", "b1"}))
      << "the first of each group in the order of the sort";
  request.filter = "color:red";
  EXPECT_EQ(ids(ask(request)), (Ids{"a1", "b1"}));
  request.group_by = "price";
  EXPECT_EQ(error_of(request), "group_by: 'price' is no text to group by");
}

TEST_F(ShopTest, X_02_PagesOfGroupsHoldEachOnce) {
  base::Rng rng(8);
  std::vector<domain::Product> products;
  std::set<std::string> groups;
  for (int i = 0; i < 600; ++i) {
    // A few groups are very large, so that the best candidates are mostly of the same ones.
    auto group = rng.chance(0.7) ? fmt::format("big{}", rng.below(3)) : fmt::format("g{}", rng.below(40));
    groups.insert(group);
    products.push_back(shirt(fmt::format("p{}", i), std::move(group), "red",
                             static_cast<double>(rng.between(1, 900)),
                             static_cast<double>(rng.between(1, 5))));
  }
  put(products);
  for (const auto& sort : {Ids{}, Ids{"price:asc"}, Ids{"relevance", "rating:desc"}}) {
    auto request = query("cotton shirt");
    request.group_by = "variant_group";
    request.sort = sort;
    request.limit = 9;
    std::set<std::string> seen;
    while (true) {
      const auto response = ask(request);
      EXPECT_EQ(response.total, groups.size());
      for (const auto& item : response.items)
        EXPECT_TRUE(seen.insert(item.group->key).second) << item.group->key;
      if (!response.next_cursor) break;
      request.cursor = *response.next_cursor;
    }
    EXPECT_EQ(seen, groups);
  }
}

TEST_F(ShopTest, X_01_HighlightsFieldsOfTheCardAndOfTheCatalogue) {
  auto product = shirt("a", "", "red", 500);
  product.description = "This shirt <is> made of soft cotton.";
  product.attributes["fabric"] = std::string("Cotton & linen");
  put({product});
  auto request = query("coton shirts");
  request.highlight = {"title", "description", "attributes.fabric", "attributes.none"};
  const auto response = ask(request);
  ASSERT_EQ(response.items.size(), 1U);
  EXPECT_EQ(response.items[0].highlights,
            (std::map<std::string, std::string>{
                {"title", "red <mark>cotton</mark> <mark>shirt</mark>"},
                {"description", "This <mark>shirt</mark> &lt;is&gt; made of soft <mark>cotton</mark>."},
                {"attributes.fabric", "<mark>Cotton</mark> &amp; linen"}}))
      << "the misspelt word marks what it was taken for";
  request.highlight = {"title", "price"};
  EXPECT_EQ(error_of(request).substr(0, 34), "highlight[1]: 'price' is no text; ");
}

TEST_F(ShopTest, X_01_FindsValuesByTheBeginningOfAnyWord) {
  auto a = shirt("a", "", "red", 500);
  a.brand = "Red Tape";
  auto b = shirt("b", "", "blue", 500);
  b.brand = "Tapered & Co";
  auto c = shirt("c", "", "blue", 500);
  c.brand = "Étape";
  put({a, b, c, shirt("d", "", "blue", 900)});
  const auto find = [&](FacetSearchRequest request) {
    const auto found = base::sync_wait(engine_->search_facet(std::move(request)));
    EXPECT_TRUE(found) << found.error().describe();
    Ids values;
    for (const auto& value : found->values) values.push_back(value.label.value_or(value.value));
    return values;
  };
  EXPECT_EQ(find({{}, "brand", "TAP"}), (Ids{"Red Tape", "Tapered & Co"}));
  EXPECT_EQ(find({{}, "brand", "eta"}), Ids{"Étape"});
  EXPECT_EQ(find({{}, "brand", ""}).size(), 4U);
  EXPECT_EQ(find({{}, "brand", "&&"}), Ids{});
  EXPECT_EQ(find({{}, "brand", "tap", "", "brand:levis AND color:blue"}), Ids{"Tapered & Co"})
      << "its own filter is disregarded, that of the colour holds";
  EXPECT_EQ(find({{}, "brand", "", "shirt", "color:red"}), Ids{"Red Tape"});
  const auto bad = base::sync_wait(engine_->search_facet({{}, "price", ""}));
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().context, "field");
}

TEST_F(ShopTest, X_09_ABudgetThatIsUpIsSaid) {
  std::vector<domain::Product> products;
  for (int i = 0; i < 50; ++i) products.push_back(shirt(fmt::format("p{}", i), "", "red", 100 + i));
  put(products);
  auto request = query("cotton shirt");
  request.budget_ms = 10'000;
  request.facets = {{"color"}, {"brand"}};
  EXPECT_FALSE(ask(request).partial);
  EXPECT_EQ(ask(request).facets.size(), 2U);
  request.budget_ms = 1e-6;
  const auto late = ask(request);
  EXPECT_TRUE(late.partial);
  EXPECT_TRUE(late.facets.empty());
  request.budget_ms = -1;
  EXPECT_EQ(error_of(request), "budget_ms: must be above 0 and at most 60000, not -1");
}

}  // namespace
}  // namespace khoj::engine
