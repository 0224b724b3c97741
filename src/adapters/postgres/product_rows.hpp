// Products as the rows of the table "products" hold them, and back (docs/formats/postgresql.md). A product's JSON stands
// in the column "doc" without its times, which have columns of their own; a deleted product is a row without doc.
// Pure functions: what talks to the database is catalog_writes and the stores.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/postgres/rows.hpp"
#include "domain/product.hpp"
#include "store/catalog_store.hpp"
#include "store/product_document.hpp"

namespace khoj::adapters::postgres {

/// A page of products ends when their documents take more than this: thousands of the largest would take gigabytes.
#define KHOJ_MAX_PAGE_BYTES "8388608"

/// What the readers below read, in this order.
#define KHOJ_PRODUCT_COLUMNS "item, seq, created_ms, updated_ms, product_id, doc"

/// Rows of KHOJ_PRODUCT_COLUMNS; one row more than `limit`, or one that would be too much, says that others follow.
base::Result<store::StoredProduct> read_product(const Rows& rows, int row);
base::Result<store::ProductPage> read_product_page(const Rows& rows, std::uint32_t limit);
base::Result<store::CatalogChanges> read_changes(const Rows& rows, std::uint32_t limit);

}  // namespace khoj::adapters::postgres
