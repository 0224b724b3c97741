// What the simulator knows of one kind of goods, as a row that a person can read and edit. Lists are written
// in one string, separated by '|', the common entries first; product_grammar turns rows into what the
// generator uses. The rows themselves stand in category_rows_*.cpp, one file per part of the shop.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace khoj::simulate {

/// How a title of this kind of goods is put together; the patterns stand in product_grammar.cpp.
enum class TitleShape { apparel, accessory, gadget, appliance, household, pantry, care, play, book };

/// Which colours it comes in.
enum class Palette { none, textile, device, household };

struct CategoryRow {
  std::string_view department;
  std::string_view name;  ///< The leaf's name, "Pressure Cookers".
  std::uint32_t share;    ///< Weight among all rows.
  TitleShape shape;
  Palette palette = Palette::none;
  std::string_view nouns;      ///< What it is called in a title; the first is also what shoppers type.
  std::string_view native;     ///< The same in Devanagari.
  std::string_view audiences;  ///< "Women", "Kids"; may be empty.
  std::string_view materials;  ///< May be empty.
  std::string_view styles;     ///< Designs, varieties, flavours.
  std::string_view features;   ///< Phrases of one to five words that follow the noun.
  /// Numbers with units: "name:pattern:values" joined by ';', {} is the value, values separated by ','. Later
  /// values cost more. "ram_gb:{} GB RAM:4,6,8"
  std::string_view specs;
  std::string_view sizes;         ///< The sizes of one variant group; may be empty.
  std::int32_t size_octaves = 0;  ///< 256ths of an octave that each further size costs more.
  std::int32_t price;             ///< Median, rupees.
  std::int32_t spread;            ///< One standard deviation of the price, 256ths of an octave.
  std::int32_t returns;           ///< Orders returned, in ten-thousandths.
  std::int32_t cancellations;     ///< Orders cancelled, in ten-thousandths.
};

/// The four parts of the shop, in catalogue order.
[[nodiscard]] std::span<const CategoryRow> fashion_rows() noexcept;
[[nodiscard]] std::span<const CategoryRow> electronics_rows() noexcept;
[[nodiscard]] std::span<const CategoryRow> household_rows() noexcept;
[[nodiscard]] std::span<const CategoryRow> everyday_rows() noexcept;

}  // namespace khoj::simulate
