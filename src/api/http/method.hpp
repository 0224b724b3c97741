// The HTTP methods that a route may answer, and their names.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace khoj::api {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

inline constexpr std::size_t kMethods = 8;

/// "GET", "DELETE" …; "OTHER" for a method that we do not know.
[[nodiscard]] constexpr std::string_view to_string(Method method) noexcept {
  constexpr std::array<std::string_view, kMethods> kNames = {"GET",   "HEAD",   "POST",    "PUT",
                                                             "PATCH", "DELETE", "OPTIONS", "OTHER"};
  return kNames[static_cast<std::size_t>(method)];
}

/// Method::other for an unknown one. Methods are case-sensitive.
[[nodiscard]] constexpr Method parse_method(std::string_view text) noexcept {
  for (std::size_t i = 0; i + 1 < kMethods; ++i) {
    if (to_string(static_cast<Method>(i)) == text) return static_cast<Method>(i);
  }
  return Method::other;
}

}  // namespace khoj::api
