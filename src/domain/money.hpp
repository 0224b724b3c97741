// Prices. Inside, a price is an integer number of paise (hundredths of the currency's main unit), so that sums and
// comparisons are exact; in JSON and files it is in rupees (conflict 21 of the specification).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace khoj::domain {

/// The largest price accepted, in paise: ten billion rupees. Anything above is a mistake in a file.
inline constexpr std::int64_t kMaxPricePaise = 1'000'000'000'000;

/// Rupees to paise, rounded to the nearest. Errors: invalid_argument (negative, not finite, above kMaxPricePaise).
base::Result<std::int64_t> paise_from_rupees(double rupees);

/// Reads a price as people write it: "₹1,23,456.50", "Rs. 999", "INR 1299/-", "1,299 INR", " 499 ".
/// A comma is a thousands mark (Indian or western grouping), a dot the decimal mark.
/// Errors: invalid_argument (no digits, two numbers, letters that are no currency, negative, too large).
base::Result<std::int64_t> parse_price(std::string_view text);

[[nodiscard]] inline double rupees_from_paise(std::int64_t paise) noexcept {
  return static_cast<double>(paise) / 100.0;
}

/// "₹1,23,456" or "₹99.50": Indian grouping, paise only when there are some.
[[nodiscard]] std::string format_inr(std::int64_t paise);

}  // namespace khoj::domain
