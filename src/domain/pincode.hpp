// An Indian postal code: six digits, the first not zero.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace khoj::domain {

class Pincode {
 public:
  /// Errors: invalid_argument.
  static base::Result<Pincode> parse(std::string_view text) {
    std::uint32_t number = 0;
    bool ok = text.size() == 6 && text.front() != '0';
    for (const char c : text) {
      ok = ok && c >= '0' && c <= '9';
      number = number * 10 + static_cast<std::uint32_t>(c - '0');
    }
    if (!ok) {
      return base::fail(base::ErrorCode::invalid_argument,
                        "'{}' is no pincode; expected six digits of which the first is not 0", text);
    }
    return Pincode(number);
  }

  [[nodiscard]] std::uint32_t number() const noexcept { return number_; }
  [[nodiscard]] std::string text() const { return std::to_string(number_); }
  friend constexpr auto operator<=>(Pincode, Pincode) noexcept = default;

 private:
  explicit constexpr Pincode(std::uint32_t number) noexcept : number_(number) {}
  std::uint32_t number_;
};

}  // namespace khoj::domain
