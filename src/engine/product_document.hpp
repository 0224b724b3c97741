// How a product becomes a document of the index: which texts are searched, which columns filter, what is stored.
#pragma once

#include <string>
#include <vector>

#include "domain/product.hpp"
#include "engine/product_columns.hpp"
#include "engine/search_settings.hpp"
#include "index/schema.hpp"

namespace khoj::engine {

/// The index schema that these settings ask for.
[[nodiscard]] index::Schema product_schema(const SearchSettings& settings);

/// A short text that differs when the schema does: the name of the index's folder.
[[nodiscard]] std::string schema_fingerprint(const index::Schema& schema);

/// Whether what is searched is the same in two products, by their stored cards.
[[nodiscard]] bool has_same_words(std::string_view card, std::string_view other);

/// Turns products into documents, one after the other, reusing its buffers. One thread.
class ProductDocumentBuilder {
 public:
  explicit ProductDocumentBuilder(const index::Schema& schema);

  /// The document's views are valid until the next call and as long as `product` lives.
  const index::Document& build(domain::ItemId item, const domain::Product& product);

 private:
  [[nodiscard]] std::string_view text_of(const std::string& field, const domain::Product& product,
                                         std::string& buffer) const;

  std::vector<std::string> fields_;
  std::vector<std::string> buffers_;  ///< One per field.
  std::string card_;
  ColumnFiller columns_;
  index::Document document_;
};

}  // namespace khoj::engine
