// How values stand in a filter: numbers, dates, truth values and distances. Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string_view>

namespace khoj::query {

/// A decimal number, finite.
[[nodiscard]] std::optional<double> read_number(std::string_view text) noexcept;
/// Milliseconds since 1970: "2026-01-31" (midnight UTC), "2026-01-31T18:30:00Z", or the number itself.
[[nodiscard]] std::optional<double> read_time(std::string_view text) noexcept;
/// true, yes, 1, false, no, 0, in any case.
[[nodiscard]] std::optional<bool> read_flag(std::string_view text) noexcept;
/// Metres: "5km", "300m", "2.5 km" or metres without a unit. Above 0.
[[nodiscard]] std::optional<double> read_distance(std::string_view text) noexcept;

}  // namespace khoj::query
