// Who a shopper is: tastes that nobody sees, from which everything that they do follows. A pure function of
// (storefront, number). How they behave is shopper_diary's subject. Plain data; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "simulate/storefront.hpp"

namespace khoj::simulate {

/// A leaf category that a shopper comes back to.
struct Interest {
  std::uint32_t leaf = 0;
  double weight = 0;  ///< On the average; all interests together 1.
  double phase = 0;   ///< In periods of its slow drift.
  double period_days = 90;

  /// The weight at a moment, not normalised: it drifts by a factor of two up and down.
  [[nodiscard]] double weight_at(std::int64_t at_ms) const noexcept;
};

struct Shopper {
  std::uint64_t number = 0;
  double activity = 1;              ///< Visits relative to the mean of all shoppers; heavy-tailed.
  std::vector<Interest> interests;  ///< The strongest first; not empty.
  double price_band = 0.5;        ///< Where in a category's prices they buy, 0 the cheapest to 1 the dearest.
  double price_tolerance = 0.25;  ///< One standard deviation around the band.
  double loyalty = 1;             ///< How much the brand matters.
  double repeat_tendency = 0.5;   ///< How likely they replace what they have used up by the same again.
  double resolve = 0;             ///< How readily they buy, about standard normal.
  double haste = 0.85;            ///< How steeply attention falls with the place in a list.
  int late_hours = 0;             ///< How much later than others they shop.
  std::array<double, kStyles> style_taste{};
};

[[nodiscard]] Shopper draw_shopper(const Storefront& storefront, std::uint64_t number);

/// "u000042".
[[nodiscard]] std::string user_id(std::uint64_t number);

/// What a brand means to a shopper: 0 for most, above it for one that they like, below it for one that they avoid.
[[nodiscard]] double brand_taste(const Storefront& storefront, const Shopper& shopper,
                                 std::uint32_t brand) noexcept;

/// How much a shopper would like a product if they saw it, whatever they came for; above 0: more than most. This is
/// what no recommender is told, and what the best one would find out.
[[nodiscard]] double liking(const Storefront& storefront, const Shopper& shopper,
                            std::uint32_t product) noexcept;

}  // namespace khoj::simulate
