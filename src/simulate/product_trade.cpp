#include "simulate/product_trade.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "simulate/catalog_simulator.hpp"
#include "simulate/draw.hpp"

namespace khoj::simulate {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kOctavePerSpecStep = 70;

/// The price tag nearest below the next round number.
std::int64_t price_tag(std::int64_t rupees, base::Rng& rng) {
  const auto ending = [&](std::int64_t step) { return rupees / step * step + step - 1; };
  const std::uint64_t kind = rng.below(100);
  if (rupees < 100) return std::max<std::int64_t>(ending(10), 19);
  if (rupees < 1'000) return kind < 35 ? ending(10) : kind < 70 ? ending(50) : ending(100);
  if (rupees < 10'000) return kind < 15 ? ending(10) : kind < 40 ? ending(50) : ending(100);
  return kind < 60 ? ending(500) : kind < 80 ? ending(1'000) : rupees / 1'000 * 1'000 + 990;
}

double ratio(std::int64_t ten_thousandths) {
  return static_cast<double>(std::clamp<std::int64_t>(ten_thousandths, 0, 6'000)) / 10'000.0;
}

void add_price(domain::Product& product, const ProductFacts& facts, BrandStanding standing,
               base::Rng& family_rng, base::Rng& rng) {
  const CategoryRow& row = *facts.category->row;
  std::int64_t octaves = standing.price_octaves + bell(family_rng, row.spread);
  for (std::size_t i = 0; i < facts.category->specs.size(); ++i) {
    const auto middle = static_cast<std::int64_t>(facts.category->specs[i].values.size()) / 2;
    octaves += (static_cast<std::int64_t>(facts.spec_numbers[i]) - middle) * kOctavePerSpecStep;
  }
  if (!facts.size.empty()) octaves += (static_cast<std::int64_t>(facts.size_number) - 1) * row.size_octaves;
  const std::int64_t price =
      price_tag(std::max<std::int64_t>(scale_by_octaves(row.price, octaves), 10), family_rng);
  const bool discounted = happens(family_rng, 880);
  const std::int64_t percent = std::clamp<std::int64_t>(42 + bell(family_rng, 18), 5, 85);
  const std::int64_t original = price_tag(std::max(price * 100 / (100 - percent), price + 10), family_rng);
  if (happens(rng, 4)) return;  // A few listings have lost their price.
  product.price_paise = price * 100;
  if (discounted && original > price) product.original_price_paise = original * 100;
}

void add_reputation(domain::Product& product, const ProductFacts& facts, BrandStanding standing,
                    base::Rng& rng) {
  const CategoryRow& row = *facts.category->row;
  const std::int64_t count = happens(rng, 120) ? 0 : log_bell(rng, happens(rng, 30) ? 900 : 22, 720);
  product.rating_count = count;
  std::int64_t tenths = 40;
  if (count > 0) {
    // The fewer have judged, the wider their mean strays.
    tenths = std::clamp<std::int64_t>(41 + standing.rating_tenths +
                                          bell(rng, count < 5    ? 9
                                                    : count < 50 ? 5
                                                                 : 3),
                                      10, 50);
    product.rating = static_cast<double>(tenths) / 10.0;
  }
  const std::int64_t worse = (40 - tenths) * 12;
  product.return_rate = ratio(scale_by_octaves(row.returns, worse + bell(rng, 110)));
  product.cancellation_rate = ratio(scale_by_octaves(row.cancellations, worse / 2 + bell(rng, 90)));
}

}  // namespace

BrandStanding brand_standing(std::uint64_t seed, std::uint32_t brand_number) noexcept {
  auto rng = rng_for(seed, Stream::brand, brand_number);
  return {.price_octaves = bell(rng, 90), .rating_tenths = bell(rng, 2)};
}

void add_trade(domain::Product& product, const ProductFacts& facts, BrandStanding standing,
               std::uint64_t sellers, base::Rng& family_rng, base::Rng& rng) {
  add_price(product, facts, standing, family_rng, rng);
  add_reputation(product, facts, standing, rng);
  const std::uint64_t family_seller = zipf_rank(family_rng, sellers);
  product.seller_id = fmt::format("s{:05}", happens(rng, 800) ? family_seller : zipf_rank(rng, sellers));
  if (!happens(rng, 20))
    product.stock = happens(rng, 65) ? 0 : std::max<std::int64_t>(log_bell(rng, 40, 420), 1);
  const bool dear = product.price_paise.value_or(0) > 2'000'000;
  product.cod_available = happens(rng, dear ? 250 : 780);
  const std::int64_t age_ms =
      static_cast<std::int64_t>(rng.below(730)) * kDayMs + static_cast<std::int64_t>(rng.below(kDayMs));
  product.created_ms = kSimulatedNowMs - age_ms;
  product.updated_ms =
      product.created_ms + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(age_ms) + 1));
}

}  // namespace khoj::simulate
