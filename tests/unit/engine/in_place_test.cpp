// Changes of price, stock, rating and attributes leave a product's words in the index alone.
#include "index/segment.hpp"
#include "shop_fixture.hpp"

namespace khoj::engine {
namespace {

class InPlaceTest : public ShopTest {
 protected:
  void SetUp() override {
    options_.commit_interval_ms = 3'600'000;
    ShopTest::SetUp();
    SearchSettings settings = engine_->settings();
    settings.filterable = {{"attributes.warehouse", "keyword"}};
    ASSERT_TRUE(base::sync_wait(engine_->put_settings(settings)).has_value());
    std::vector<domain::Product> lamps;
    for (int i = 0; i < 20; ++i) lamps.push_back(lamp(i));
    put(std::move(lamps));
  }

  static domain::Product lamp(int i) {
    domain::Product product;
    product.id = "lamp" + std::to_string(i);
    product.title = "Brass lamp";
    product.price_paise = 100'000 + i * 1'000;
    product.rating = 4.0;
    product.rating_count = 10;
    product.stock = 5;
    return product;
  }

  SearchResponse search(const std::string& filter) {
    auto request = query("brass lamp");
    request.filter = filter;
    request.facets = {{"price", 20, {}}, {"in_stock", 20, {}}};
    return ask(std::move(request));
  }
};

TEST_F(InPlaceTest, X_05_PricesStockAndRatingsAreSearchedWithTheirNewValues) {
  const auto segments = engine_->status().segments;
  auto changed = lamp(7);
  changed.price_paise = 50'000;
  changed.rating = 5.0;
  put({changed});
  EXPECT_EQ(engine_->status().segments, segments) << "in place";

  const auto cheap = search("price < 600");
  ASSERT_EQ(ids(cheap), std::vector<std::string>{"lamp7"});
  EXPECT_EQ(cheap.items[0].price, 500.0);
  EXPECT_EQ(cheap.items[0].rating, 5.0);
  EXPECT_EQ(search("price >= 1000").total, 19U);
  const auto all = search("");
  EXPECT_EQ(all.facets[0].stats->min, 500.0);
  EXPECT_EQ(all.facets[0].stats->count, 20U);
  auto by_price = query("brass lamp");
  by_price.sort = {"price:asc"};
  EXPECT_EQ(ids(ask(by_price)).front(), "lamp7");

  changed.stock = 0;
  put({changed});
  EXPECT_EQ(search("in_stock = false").total, 1U);
  EXPECT_EQ(ids(ask(browse(""))).back(), "lamp7") << "out of stock stands last";
  changed.stock = 3;
  put({changed});
  EXPECT_EQ(search("in_stock = false").total, 0U);
  EXPECT_EQ(ids(ask(browse(""))).front(), "lamp7") << "the best rating stands first";
  EXPECT_EQ(engine_->status().segments, segments);
}

TEST_F(InPlaceTest, X_05_OtherWordsAreIndexedAnew) {
  auto changed = lamp(7);
  changed.title = "Copper lamp";
  put({changed});
  EXPECT_EQ(search("").total, 19U);
  EXPECT_EQ(ids(ask(query("copper"))), std::vector<std::string>{"lamp7"});
  changed.price_paise = 10'000;
  put({changed});
  auto cheap = query("copper");
  cheap.filter = "price <= 100";
  EXPECT_EQ(ask(cheap).total, 1U);
  remove({"lamp7"});
  EXPECT_EQ(ask(query("copper")).total, 0U);
  put({lamp(7)});
  EXPECT_EQ(search("").total, 20U);
}

TEST_F(InPlaceTest, X_05_ChangesInPlaceAreThereAfterARestart) {
  auto changed = lamp(3);
  changed.price_paise = 20'000;
  put({changed});
  engine_.reset();  // Commits.
  changed.price_paise = 10'000;
  ASSERT_TRUE(base::sync_wait(catalog_->upsert({}, {changed})).has_value());
  engine_ = *Engine::start(options_, catalog_, settings_);
  settle();
  EXPECT_EQ(ids(search("price <= 100")), std::vector<std::string>{"lamp3"});
  EXPECT_EQ(search("price = 200").total, 0U);
}

}  // namespace
}  // namespace khoj::engine
