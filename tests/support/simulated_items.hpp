// Small shops for the tests of simulated shoppers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulate/catalog_simulator.hpp"
#include "simulate/shop_item.hpp"

namespace khoj::simulate {

/// 2026-03-01 00:00 in India.
inline constexpr std::int64_t kTestUntilMs = 1'772'303'400'000;

/// The products of a simulated shop.
inline std::vector<ShopItem> simulated_items(std::uint64_t products, std::uint64_t seed) {
  const CatalogSimulator simulator({.products = products, .seed = seed});
  std::vector<ShopItem> items;
  for (std::uint64_t i = 0; i < products; ++i) {
    auto product = simulator.product(i);
    items.push_back({.id = product.id,
                     .title = product.title,
                     .category = product.categories.at(0),
                     .brand = product.brand,
                     .price_paise = product.price_paise,
                     .rating = product.rating,
                     .rating_count = product.rating_count});
  }
  return items;
}

}  // namespace khoj::simulate
