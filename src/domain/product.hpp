// A Product: what a shop sells, as the shop describes it. Plain data and the rules that make it valid. How it is
// written in JSON and SQL is store/product_json's subject, how it is indexed the engine's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace khoj::domain {

/// A typed attribute: "color": "red", "ram_gb": 8, "waterproof": true, "sizes": ["S", "M"].
using AttributeValue = std::variant<bool, double, std::string, std::vector<std::string>>;
using Attributes = std::map<std::string, AttributeValue, std::less<>>;

inline constexpr std::size_t kMaxProductIdBytes = 128;
inline constexpr std::size_t kMaxTitleBytes = 2'000;
inline constexpr std::size_t kMaxTextBytes = 100'000;
inline constexpr std::size_t kMaxNameBytes = 256;
inline constexpr std::size_t kMaxUrlBytes = 4'096;
inline constexpr std::size_t kMaxCategories = 32;
inline constexpr std::size_t kMaxAttributes = 256;
inline constexpr std::size_t kMaxListValues = 256;

/// Separates the levels of a category path: "Electronics > Audio > Earphones".
inline constexpr std::string_view kCategorySeparator = " > ";

struct Product {
  std::string id;     ///< The shop's own id: 1 to 128 bytes of UTF-8 without control characters.
  std::string title;  ///< Required.
  std::string description;
  std::string brand;
  std::vector<std::string> categories;      ///< Paths, "main > sub"; the first one is the one that is shown.
  std::optional<std::int64_t> price_paise;  ///< What a shopper pays. Absent: shown without a price.
  std::optional<std::int64_t> original_price_paise;  ///< Before discount, if there is one.
  std::string currency = "INR";                      ///< ISO 4217.
  std::optional<double> rating;                      ///< 0 to 5. Absent: nobody has rated it.
  std::int64_t rating_count = 0;
  std::string image;  ///< URL.
  std::string link;   ///< URL.
  std::string seller_id;
  std::optional<double> return_rate;        ///< Share of orders returned, 0 to 1.
  std::optional<double> cancellation_rate;  ///< Share of orders cancelled, 0 to 1.
  std::optional<std::int64_t> stock;        ///< Pieces at hand. Absent: taken to be in stock.
  bool cod_available = false;               ///< Cash on delivery.
  std::string variant_group;                ///< Products that differ in size or colour only share one.
  Attributes attributes;
  std::int64_t created_ms = 0;  ///< Unix milliseconds; given by the catalogue when 0.
  std::int64_t updated_ms = 0;  ///< Unix milliseconds; given by the catalogue.

  [[nodiscard]] bool in_stock() const noexcept { return !stock || *stock > 0; }

  /// Share of the original price that is saved, 0 to 1; 0 when either price is missing.
  [[nodiscard]] double discount_ratio() const noexcept;

  friend bool operator==(const Product&, const Product&) = default;
};

/// Checks every rule above; text must be UTF-8. Errors: invalid_argument with the field's JSON name as context.
base::Status validate(const Product& product);

}  // namespace khoj::domain
