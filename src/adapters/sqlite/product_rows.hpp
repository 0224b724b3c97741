// Rows of the table "products": how they are found, read and written. SQL and nothing else; transactions,
// threads and Tasks are the caller's. A product's JSON stands in the column "doc" without its times, which
// have columns of their own; a deleted product is a row without doc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/tenant_row.hpp"
#include "domain/product.hpp"
#include "store/catalog_store.hpp"
#include "store/product_document.hpp"

namespace khoj::adapters::sqlite {

/// Writes one product and advances `tenant` (which the caller saves at the end). Errors: resource_exhausted
/// (2^32 products), and error_from's.
base::Result<store::WriteOutcome> put_product(Connection& connection, TenantRow& tenant,
                                              const store::ProductDocument& document, std::int64_t now_ms);

/// Deletes one product. @return false when it was not there.
base::Result<bool> delete_product(Connection& connection, TenantRow& tenant, std::string_view product_id,
                                  std::int64_t now_ms);

/// Deletes what has not changed after `seq`. @return how many.
base::Result<std::uint64_t> delete_untouched(Connection& connection, TenantRow& tenant, std::int64_t seq,
                                             std::int64_t now_ms);

/// Absent when there is none or it is deleted. Errors: corruption (a doc that cannot be read), error_from's.
base::Result<std::optional<store::StoredProduct>> find_product(Connection& connection, std::int64_t tenant,
                                                               std::string_view product_id);

/// The ItemId of a product, deleted or not; absent when it was never there.
base::Result<std::optional<domain::ItemId>> find_item(Connection& connection, std::int64_t tenant,
                                                      std::string_view product_id);

/// At most `limit` products after `after` in the order of their ids. Errors: as above.
base::Result<store::ProductPage> products_after(Connection& connection, std::int64_t tenant,
                                                std::string_view after, std::uint32_t limit);

/// At most `limit` changes after `after`, ascending. Errors: as above.
base::Result<store::CatalogChanges> changes_after(Connection& connection, std::int64_t tenant,
                                                  std::int64_t after, std::uint32_t limit);

}  // namespace khoj::adapters::sqlite
