// Makes a Product out of one row, as a mapping says. Pure: the same row gives the same product. Thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/product.hpp"
#include "jobs/catalog_mapping.hpp"

namespace khoj::jobs {

/// What one source (a column, a JSON path) holds in a row. Empty text is a missing value.
struct SourceValue {
  std::string_view text;
  std::vector<std::string_view> list;  ///< The elements of a JSON array; text is then empty.
};

/// @param row  one value per mapping.sources.
/// Errors: invalid_argument; context is the column or path at fault, or the product's field.
base::Result<domain::Product> map_product(const CatalogMapping& mapping, std::span<const SourceValue> row);

enum class ValueKind { text, price, number, integer, boolean, list };

/// A field of a Product that a mapping can fill.
struct MappedField {
  std::string_view name;  ///< As in JSON.
  ValueKind kind;
};
[[nodiscard]] std::span<const MappedField> mapped_fields() noexcept;

}  // namespace khoj::jobs
