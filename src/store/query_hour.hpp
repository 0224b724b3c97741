// For which query and hour an impression counts: what adapters keep in "query_hours". Pure functions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "domain/impression.hpp"

namespace khoj::store {

/// Hours since 1970.
[[nodiscard]] inline std::int64_t hour_of(std::int64_t ms) noexcept {
  constexpr std::int64_t kHourMs = 3'600'000;
  return std::max<std::int64_t>(ms, 0) / kHourMs;
}

/// The row that an impression counts for, and how much.
struct QueryHour {
  std::int64_t hour = 0;
  std::string query;
  double weight = 1.0;  ///< How many searches the impression stands for.
  bool first_page = true;
};

/// Absent for impressions that count for no query: nothing was typed, or it was only half typed.
[[nodiscard]] inline std::optional<QueryHour> query_hour_of(const domain::Impression& impression) {
  if (!domain::is_search(impression)) return std::nullopt;
  return QueryHour{hour_of(impression.at_ms), impression.query, 1.0 / impression.sample_rate,
                   impression.offset == 0};
}

}  // namespace khoj::store
