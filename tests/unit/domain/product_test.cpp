#include "domain/product.hpp"

#include <gtest/gtest.h>

#include "domain/pincode.hpp"
#include "domain/tenant.hpp"

namespace khoj::domain {
namespace {

Product valid_product() {
  Product product;
  product.id = "B01";
  product.title = "boAt Airdopes 141";
  return product;
}

std::string refused_field(const Product& product) {
  const auto status = validate(product);
  return status ? "" : status.error().context;
}

TEST(ValidateProduct, AcceptsTheLeastAndNamesTheFieldOtherwise) {
  EXPECT_EQ(refused_field(valid_product()), "");
  const auto with = [](auto change) {
    auto product = valid_product();
    change(product);
    return refused_field(product);
  };
  EXPECT_EQ(with([](auto& p) { p.id = ""; }), "id");
  EXPECT_EQ(with([](auto& p) { p.id = std::string(129, 'x'); }), "id");
  EXPECT_EQ(with([](auto& p) { p.id = "a\nb"; }), "id");
  EXPECT_EQ(with([](auto& p) { p.title = ""; }), "title");
  EXPECT_EQ(with([](auto& p) { p.title = "\xC3\x28"; }), "title");
  EXPECT_EQ(with([](auto& p) { p.rating = 5.1; }), "rating");
  EXPECT_EQ(with([](auto& p) { p.price_paise = -1; }), "price");
  EXPECT_EQ(with([](auto& p) { p.return_rate = 1.5; }), "return_rate");
  EXPECT_EQ(with([](auto& p) { p.currency = "rupee"; }), "currency");
  EXPECT_EQ(with([](auto& p) { p.categories = {"ok", ""}; }), "categories[1]");
  EXPECT_EQ(with([](auto& p) { p.attributes["weight"] = std::numeric_limits<double>::infinity(); }),
            "attributes.weight");
}

TEST(Product, DiscountRatioOfTheSample) {
  auto product = valid_product();
  product.price_paise = 19'600;
  EXPECT_EQ(product.discount_ratio(), 0.0);
  product.original_price_paise = 100'000;
  EXPECT_NEAR(product.discount_ratio(), 0.804, 1e-9);
}

TEST(Pincode, FollowsThePattern) {
  EXPECT_EQ(Pincode::parse("560001")->number(), 560001U);
  for (const auto* text : {"", "056001", "56000", "5600011", "56000a", "५६०००१"}) {
    EXPECT_FALSE(Pincode::parse(text).has_value()) << text;
  }
}

TEST(Tenant, AcceptsSlugsOnly) {
  EXPECT_EQ(Tenant().id(), "default");
  EXPECT_TRUE(Tenant::parse("shop-1").has_value());
  for (const auto* text : {"", "-a", "Shop", "a b", "a/b"})
    EXPECT_FALSE(Tenant::parse(text).has_value()) << text;
}

}  // namespace
}  // namespace khoj::domain
