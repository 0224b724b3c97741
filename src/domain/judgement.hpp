// Two judgements of a product that the index, the ranking and the pages share: what its ratings are worth, and what its
// discount is. Pure functions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace khoj::domain {

/// The mean rating, drawn towards that of an average product (3.8) as if 20 people had given it: one five-star vote
/// does not beat a thousand of 4.4. 0 to 5.
[[nodiscard]] inline double smoothed_rating(std::optional<double> rating,
                                            std::int64_t rating_count) noexcept {
  constexpr double kPriorRating = 3.8;
  constexpr double kPriorVotes = 20.0;
  const double votes = rating ? static_cast<double>(std::max<std::int64_t>(rating_count, 1)) : 0.0;
  return (rating.value_or(0.0) * votes + kPriorRating * kPriorVotes) / (votes + kPriorVotes);
}

/// Share of the original price that is saved, 0 to 1; 0 when either price is missing or nothing is saved.
[[nodiscard]] inline double discount_ratio(std::optional<std::int64_t> price_paise,
                                           std::optional<std::int64_t> original_price_paise) noexcept {
  if (!price_paise || !original_price_paise || *original_price_paise <= 0) return 0.0;
  if (*price_paise >= *original_price_paise) return 0.0;
  return static_cast<double>(*original_price_paise - *price_paise) /
         static_cast<double>(*original_price_paise);
}

}  // namespace khoj::domain
