#include "pipeline/product_card.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::pipeline {
namespace {

domain::Product product() {
  domain::Product product;
  product.id = "B01";
  product.title = "कुर्ता Red";
  product.brand = "Fab";
  product.categories = {"Fashion > Kurtas", "Ethnic"};
  product.price_paise = 129'900;
  product.original_price_paise = 259'800;
  product.rating = 4.1;
  product.rating_count = 1'204;
  product.return_rate = 0.25;
  product.stock = 0;
  product.cod_available = true;
  product.seller_id = "s1";
  product.attributes["colour"] = std::vector<std::string>{"red", "blue"};
  return product;
}

TEST(ProductCard, ReadsWhatWasWritten) {
  std::string blob;
  append_product_card(blob, product());
  const auto card = read_product_card(blob).value();
  EXPECT_EQ(card.product_id, "B01");
  EXPECT_EQ(card.title, "कुर्ता Red");
  EXPECT_EQ(card.category, "Fashion > Kurtas");
  EXPECT_EQ(card.color, "red");
  EXPECT_EQ(card.price_paise, 129'900);
  EXPECT_NEAR(card.discount_ratio(), 0.5, 1e-12);
  EXPECT_FLOAT_EQ(*card.rating, 4.1F);
  EXPECT_EQ(card.rating_count, 1'204U);
  EXPECT_FLOAT_EQ(*card.return_rate, 0.25F);
  EXPECT_FALSE(card.cancellation_rate.has_value());
  EXPECT_FALSE(card.in_stock);
  EXPECT_TRUE(card.cod_available);
}

TEST(ProductCard, KeepsMissingApartFromZero) {
  auto bare = product();
  bare.price_paise = 0;
  bare.original_price_paise.reset();
  bare.rating.reset();
  std::string blob;
  append_product_card(blob, bare);
  const auto card = read_product_card(blob).value();
  EXPECT_EQ(card.price_paise, 0);
  EXPECT_FALSE(card.original_price_paise.has_value());
  EXPECT_FALSE(card.rating.has_value());
  EXPECT_EQ(card.discount_ratio(), 0.0);
}

TEST(ProductCard, RefusesEveryPrefixAndNeverReadsOutside) {
  std::string blob;
  append_product_card(blob, product());
  for (std::size_t length = 0; length < blob.size(); ++length) {
    const std::vector<char> exact(blob.begin(), blob.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_FALSE(read_product_card(std::string_view(exact.data(), exact.size())).has_value()) << length;
  }
  base::Rng rng(1);
  for (int round = 0; round < 10'000; ++round) {
    auto mutated = blob;
    mutated[rng.below(mutated.size())] = static_cast<char>(rng.below(256));
    if (const auto card = read_product_card(mutated)) {
      EXPECT_LE(card->title.size() + card->product_id.size(), mutated.size());
    }
  }
}

}  // namespace
}  // namespace khoj::pipeline
