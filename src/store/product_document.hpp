// A product as a database keeps it: its JSON without the times, which have columns of their own. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/product.hpp"

namespace khoj::store {

/// A product ready to be written: JSON is made on the caller's thread, not on the writer's.
struct ProductDocument {
  std::string product_id;
  std::int64_t created_ms = 0;  ///< 0: now, unless the product exists.
  std::string doc;
};

/// Errors: invalid_argument with the field as context.
base::Result<ProductDocument> make_document(domain::Product product);

/// The same for several: the context begins with "[i]", unless there is only one.
base::Result<std::vector<ProductDocument>> make_documents(std::vector<domain::Product> products);

/// Reads a doc back. Errors: corruption (a doc that cannot be read, or is of another product).
base::Result<domain::Product> read_document(std::string_view product_id, std::string_view doc,
                                            std::int64_t created_ms, std::int64_t updated_ms);

}  // namespace khoj::store
