// The filter language of requests: `price < 500 AND (brand:[boat, "noise x"] OR rating >= 4) AND NOT in_stock:false`.
//
//   filter := and ("OR" and)*            field comparisons: = != < <= > >=
//   and    := term ("AND" term)*         sets:              brand:[boat, noise]   brand:boat
//   term   := "NOT" term | "(" filter ")" | exists(field)   ranges: price:[100..500] price:[..500]
//           | geo(field, latitude, longitude, radius) | comparison | set | range
//
// docs/search.md describes it for users. Texts come from outside: depth and size are bounded, and an error says at which
// character what was expected. Pure functions, thread-safe.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "index/filter.hpp"
#include "query/fields.hpp"

namespace khoj::query {

inline constexpr std::size_t kMaxFilterBytes = 8'192;
inline constexpr std::size_t kMaxFilterDepth = 32;
inline constexpr std::size_t kMaxFilterTerms = 256;
inline constexpr std::size_t kMaxFilterValues = 1'000;

/// Blank text is everything. Errors: invalid_argument ("at character 12, expected a value").
base::Result<index::FilterExpression> parse_filter(std::string_view text, const FieldTable& fields);

/// One value of a text field as the index holds it: a name becomes its slug.
[[nodiscard]] std::string stored_value(const Field& field, std::string_view value);

}  // namespace khoj::query
