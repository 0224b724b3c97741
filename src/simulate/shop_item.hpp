// A product as simulated shoppers know it, whatever catalogue it comes from. Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace khoj::simulate {

struct ShopItem {
  std::string id;
  std::string title;
  std::string category;  ///< The path of its first category, "Home > Kitchen"; empty: it has none.
  std::string brand;     ///< Empty: the first word of the title is taken for it.
  std::optional<std::int64_t> price_paise;
  std::optional<double> rating;  ///< 0 to 5.
  std::int64_t rating_count = 0;
};

}  // namespace khoj::simulate
