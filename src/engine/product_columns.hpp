// Which columns the product index has, how a product fills them, and as which fields requests know them: one table for
// the columns that are always there, and the attributes that the settings name. Immutable once made; building uses it
// from one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/product.hpp"
#include "engine/search_settings.hpp"
#include "index/schema.hpp"
#include "query/fields.hpp"

namespace khoj::engine {

/// The columns in the order of the schema.
[[nodiscard]] std::vector<index::ColumnSpec> product_columns(const SearchSettings& settings);

/// The fields that an index with this schema can filter, count and sort by.
[[nodiscard]] query::FieldTable product_fields(const index::Schema& schema);

/// Fills the columns of one document after the other, reusing its buffers.
class ColumnFiller {
 public:
  explicit ColumnFiller(const index::Schema& schema);

  /// The views in `document` are valid until the next call and as long as `product` lives.
  void fill(const domain::Product& product, index::Document& document);

  /// The columns that are always there.
  [[nodiscard]] static std::vector<index::ColumnSpec> builtin_columns();
  /// What requests know one of them as.
  [[nodiscard]] static std::optional<query::Field> builtin_field(std::string_view column);

 private:
  struct Column;
  std::vector<const Column*> builtin_;  ///< One a column of the schema; null for an attribute.
  std::vector<index::ColumnSpec> specs_;
  std::vector<std::vector<std::string>> texts_;  ///< Owns what the keyword views show, one list a column.
};

}  // namespace khoj::engine
