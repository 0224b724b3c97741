// A ProductCard is what the pipeline needs to know of a product while it answers: what a result list shows and what
// features read. The index keeps one encoded card a document; reading one is pointer arithmetic into mapped memory.
//
// Encoding (little-endian; the blob is opaque to the index): docs/formats/product-card.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/product.hpp"

namespace khoj::pipeline {

/// Views into the encoded blob: valid as long as the snapshot that it came from.
struct ProductCard {
  std::string_view product_id;
  std::string_view title;
  std::string_view brand;
  std::string_view category;  ///< The first category path.
  std::string_view color;     ///< attributes.color or attributes.colour.
  std::string_view currency;
  std::string_view image;
  std::string_view link;
  std::string_view seller_id;
  std::optional<std::int64_t> price_paise;
  std::optional<std::int64_t> original_price_paise;
  std::optional<float> rating;
  std::optional<float> return_rate;
  std::optional<float> cancellation_rate;
  std::uint32_t rating_count = 0;
  bool in_stock = true;
  bool cod_available = false;
  std::uint64_t words = 0;  ///< A hash of everything that is searched in the product.

  [[nodiscard]] double discount_ratio() const noexcept;
};

/// Appends the card of `product` to `out`. @param words as ProductCard::words.
void append_product_card(std::string& out, const domain::Product& product, std::uint64_t words = 0);

/// Reads a card; nothing when the blob is none. Never reads outside of it.
[[nodiscard]] std::optional<ProductCard> read_product_card(std::string_view blob) noexcept;

/// The value of attributes.color or attributes.colour, empty when there is none; of a list the first.
[[nodiscard]] std::string_view color_of(const domain::Product& product) noexcept;

}  // namespace khoj::pipeline
