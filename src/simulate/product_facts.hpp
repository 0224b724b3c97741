// What is true of one simulated product before it is put into words: its category, brand, model, colour,
// size. Titles, descriptions, prices and queries are all made from these. The views point into the
// CatalogSimulator that made them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "simulate/product_grammar.hpp"

namespace khoj::simulate {

inline constexpr std::size_t kMaxSpecs = 3;
inline constexpr std::size_t kMaxFeatures = 6;

struct ProductFacts {
  std::uint64_t index = 0;        ///< Number of the product.
  std::uint64_t family = 0;       ///< Number of the first product of its variant group.
  std::uint32_t family_size = 1;  ///< 1: the product has no variants.
  const Category* category = nullptr;
  std::uint32_t brand_number = 0;
  std::string_view brand;
  std::string series;   ///< Model or collection, capitalised.
  std::string code;     ///< "ZX2310"; part of the title of gadgets and appliances only.
  std::string author;   ///< Of a book; empty otherwise.
  std::string noun;     ///< As the title has it; Devanagari in some.
  bool native = false;  ///< The title holds Devanagari.
  std::string_view audience, material, style;
  std::string_view color, size;  ///< Empty when the category has none.
  std::size_t size_number = 0;
  std::array<std::size_t, kMaxSpecs>
      spec_numbers{};  ///< Index into Spec::values, for each spec of the category.
  std::array<std::string_view, kMaxFeatures> features{};
  std::size_t feature_count = 0;

  /// "8 GB RAM" for spec number `i` of the category; empty when it has fewer.
  [[nodiscard]] std::string spec_text(std::size_t i) const;
};

}  // namespace khoj::simulate
