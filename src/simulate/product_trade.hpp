// The commercial side of a simulated product: price and discount, rating, seller, returns, stock, times.
// Prices end as Indian shops like them (9, 49, 99, 499, 999). Pure functions; thread-safe.
#pragma once

#include <cstdint>

#include "base/rng.hpp"
#include "domain/product.hpp"
#include "simulate/product_facts.hpp"

namespace khoj::simulate {

/// A brand's standing: the same for all its products.
struct BrandStanding {
  std::int64_t price_octaves = 0;  ///< 256ths of an octave above or below the category's median.
  std::int64_t rating_tenths = 0;  ///< Tenths of a star above or below the mean.
};
[[nodiscard]] BrandStanding brand_standing(std::uint64_t seed, std::uint32_t brand_number) noexcept;

/// Fills everything of `product` that has to do with money, reputation and logistics.
/// @param family_rng  the same for all variants of a group. @param rng this product's own.
void add_trade(domain::Product& product, const ProductFacts& facts, BrandStanding standing,
               std::uint64_t sellers, base::Rng& family_rng, base::Rng& rng);

}  // namespace khoj::simulate
