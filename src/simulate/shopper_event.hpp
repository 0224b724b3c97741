// What a simulated shopper did at a moment, small enough that millions can be sorted in memory. Plain data.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace khoj::simulate {

enum class ShopperAct : std::uint8_t { search, view, click, wishlist, cart, purchase };

/// The acts' names in the event log, at the place of their numbers.
inline constexpr std::array<std::string_view, 6> kShopperActNames = {"search",   "view", "click",
                                                                     "wishlist", "cart", "purchase"};

/// A click without a position, and every other act.
inline constexpr std::uint16_t kNoPosition = 0xFFFF;

struct ShopperEvent {
  std::int64_t at_ms = 0;
  std::uint32_t user = 0;
  std::uint32_t number = 0;   ///< The how manieth of this shopper, from 0; some lie before the window.
  std::uint32_t product = 0;  ///< Of a search: the product that was thought of.
  std::uint16_t place = kNoPosition;  ///< Of a click: the position in the list; of a search: the phrasing.
  ShopperAct act = ShopperAct::view;
  std::uint8_t quantity = 1;

  friend bool operator==(const ShopperEvent&, const ShopperEvent&) = default;
};

/// The order of the log. No two events of a simulation are equal in it.
[[nodiscard]] constexpr bool comes_before(const ShopperEvent& a, const ShopperEvent& b) noexcept {
  if (a.at_ms != b.at_ms) return a.at_ms < b.at_ms;
  return a.user != b.user ? a.user < b.user : a.number < b.number;
}

}  // namespace khoj::simulate
