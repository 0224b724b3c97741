// Reads a price limit out of a query: "sadi under 300" means "sadi" with the chip under_300. English and romanised
// Hindi; no model, a small grammar over whole words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace khoj::query {

struct PriceIntent {
  std::string rest;  ///< The query without the words about the price.
  std::string chip;  ///< "under_300", "above_300" or "between_300_500".
};

/// Nothing when the query says nothing about a price, or nothing else ("under armour" keeps its words).
/// Knows: under, below, upto, up to, less than, within, max, <, above, over, more than, min, >, between A and/to B,
/// A se kam, A ke andar/niche/neeche, A tak, A se zyada/upar; amounts such as 300, ₹1,500, rs 500, 2k, 1.5k, 1 lakh.
[[nodiscard]] std::optional<PriceIntent> find_price_intent(std::string_view query);

}  // namespace khoj::query
