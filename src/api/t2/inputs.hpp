// What the T2 routes share: their ids' patterns, their limits, which are clamped instead of refused, and their 400s.
// Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/request.hpp"
#include "api/http/response.hpp"
#include "api/json/rules.hpp"
#include "api/json/violations.hpp"

namespace khoj::api::t2 {

/// ^[a-zA-Z0-9]{1,50}$
[[nodiscard]] bool is_user_id(std::string_view text) noexcept;
/// ^[A-Z0-9]{10}$
[[nodiscard]] bool is_product_id(std::string_view text) noexcept;

inline constexpr Pattern kUserId{"^[a-zA-Z0-9]{1,50}$", is_user_id};
inline constexpr Pattern kProductId{"^[A-Z0-9]{10}$", is_product_id};
inline constexpr std::size_t kMaxQueryCharacters = 255;

/// A whole number among the query parameters, clamped to [min, max]; `fallback` when it is absent. What is no whole
/// number goes into `violations`.
[[nodiscard]] std::int64_t clamped_integer(const Request& request, std::string_view name,
                                           std::int64_t fallback, std::int64_t min, std::int64_t max,
                                           Violations& violations);

[[nodiscard]] Response bad_request(const Request& request, std::string_view message);

}  // namespace khoj::api::t2
