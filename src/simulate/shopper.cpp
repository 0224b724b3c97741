#include "simulate/shopper.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "simulate/day_rhythm.hpp"
#include "simulate/real_draw.hpp"

namespace khoj::simulate {
namespace {

constexpr double kActivityDeviation = 1.1;
constexpr std::size_t kMinInterests = 3;
constexpr std::size_t kMaxInterests = 12;
constexpr double kMoreInterests = 0.78;  ///< That there is one more.
constexpr double kHomeDepartment = 0.8;  ///< That an interest lies in one of a shopper's few departments.
constexpr double kInterestSlope = 1.1;
constexpr double kBandWander = 0.12;  ///< How much the price band differs from department to department.
constexpr double kNoPriceFit = -0.5;
constexpr double kWorstPriceFit = -4.0;

void draw_interests(Shopper& shopper, const Storefront& storefront, base::Rng& rng) {
  std::vector<std::uint32_t> homes;
  for (std::uint64_t count = 1 + rng.below(3); count > 0; --count)
    homes.push_back(storefront.leaves()[storefront.draw_leaf(rng)].department);
  std::size_t wanted = kMinInterests;
  while (wanted < kMaxInterests && rng.chance(kMoreInterests)) ++wanted;
  for (std::size_t attempt = 0; attempt < 4 * wanted && shopper.interests.size() < wanted; ++attempt) {
    const std::uint32_t leaf = rng.chance(kHomeDepartment)
                                   ? storefront.draw_leaf_of(pick_head(rng, homes), rng)
                                   : storefront.draw_leaf(rng);
    const auto same = [&](const Interest& interest) { return interest.leaf == leaf; };
    if (std::any_of(shopper.interests.begin(), shopper.interests.end(), same)) continue;
    const double rank = static_cast<double>(shopper.interests.size() + 1);
    shopper.interests.push_back({.leaf = leaf,
                                 .weight = natural_exp(0.5 * gauss(rng) - kInterestSlope * natural_log(rank)),
                                 .phase = rng.uniform(),
                                 .period_days = 40 + 110 * rng.uniform()});
  }
  double sum = 0;
  for (const auto& interest : shopper.interests) sum += interest.weight;
  for (auto& interest : shopper.interests) interest.weight /= sum;
  std::sort(shopper.interests.begin(), shopper.interests.end(), [](const auto& a, const auto& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.leaf < b.leaf;
  });
}

/// A generator for what one shopper thinks of one thing.
base::Rng opinion(const Storefront& storefront, const Shopper& shopper, std::uint64_t thing) noexcept {
  return rng_for(storefront.seed() + thing * 0xa0761d6478bd642fULL, Stream::shopper, ~shopper.number);
}

}  // namespace

double Interest::weight_at(std::int64_t at_ms) const noexcept {
  const double turns = phase + static_cast<double>(at_ms) / static_cast<double>(kDayMs) / period_days;
  return weight * natural_exp(0.6931471805599453 * triangle_wave(turns));
}

Shopper draw_shopper(const Storefront& storefront, std::uint64_t number) {
  auto rng = rng_for(storefront.seed(), Stream::shopper, number);
  Shopper shopper;
  shopper.number = number;
  shopper.activity = heavy_tailed(rng, kActivityDeviation);
  draw_interests(shopper, storefront, rng);
  shopper.price_band = 0.08 + 0.84 * (rng.uniform() + rng.uniform()) / 2;
  shopper.price_tolerance = 0.12 + 0.25 * rng.uniform();
  shopper.loyalty = 0.4 + 1.2 * rng.uniform();
  shopper.repeat_tendency = std::clamp(0.55 + 0.25 * gauss(rng), 0.05, 0.95);
  shopper.resolve = gauss(rng);
  shopper.haste = 0.6 + 0.5 * rng.uniform();
  shopper.late_hours = static_cast<int>(rng.between(-2, 2));
  for (auto& taste : shopper.style_taste) taste = gauss(rng);
  return shopper;
}

std::string user_id(std::uint64_t number) { return fmt::format("u{:06}", number); }

double brand_taste(const Storefront& storefront, const Shopper& shopper, std::uint32_t brand) noexcept {
  auto rng = opinion(storefront, shopper, 2 * std::uint64_t{brand} + 1);
  const double liked = 0.03 + 0.15 * storefront.renown(brand);
  const double chance = rng.uniform();
  if (chance < liked) return shopper.loyalty * (0.7 + rng.uniform());
  return chance > 0.93 ? -shopper.loyalty * (0.3 + 0.7 * rng.uniform()) : 0.0;
}

double liking(const Storefront& storefront, const Shopper& shopper, std::uint32_t product) noexcept {
  const auto& wanted = storefront.products()[product];
  double score = 0.5 * static_cast<double>(wanted.quality) + brand_taste(storefront, shopper, wanted.brand) +
                 0.6 * shopper.style_taste[wanted.style];
  if (wanted.price_place < 0) return score + kNoPriceFit;
  const std::uint32_t department = storefront.leaves()[wanted.leaf].department;
  auto rng = opinion(storefront, shopper, 2 * std::uint64_t{department});
  const double band = std::clamp(shopper.price_band + kBandWander * gauss(rng), 0.0, 1.0);
  const double apart = (static_cast<double>(wanted.price_place) - band) / shopper.price_tolerance;
  return score + std::max(-0.5 * apart * apart, kWorstPriceFit);
}

}  // namespace khoj::simulate
