#include "adapters/sqlite/product_rows.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace khoj::adapters::sqlite {
namespace {

using base::ErrorCode;
using store::StoredProduct;

/// The primary key of the table: the tenant's number above, the ItemId below.
constexpr std::int64_t product_key(std::int64_t tenant, std::int64_t item) noexcept {
  return tenant << 32 | item;
}

constexpr domain::ItemId item_of(std::int64_t key) noexcept {
  return domain::ItemId(static_cast<std::uint32_t>(key));
}

constexpr domain::ChangeSeq seq_of(std::int64_t seq) noexcept {
  return domain::ChangeSeq(static_cast<std::uint64_t>(seq));
}

struct ExistingRow {
  std::int64_t key;
  std::int64_t created_ms;
  bool deleted;
};

base::Result<std::optional<ExistingRow>> find_row(Connection& connection, std::int64_t tenant,
                                                  std::string_view product_id) {
  KHOJ_ASSIGN(auto row, connection.prepare("SELECT product_key, created_ms, doc IS NULL FROM products "
                                           "WHERE tenant = ?1 AND product_id = ?2"));
  KHOJ_ASSIGN(const bool found, row.bind(tenant).bind(product_id).step());
  if (!found) return std::nullopt;
  return ExistingRow{row.integer(0), row.integer(1), row.integer(2) != 0};
}

base::Status update_row(Connection& connection, std::int64_t key, std::int64_t seq, std::int64_t created_ms,
                        std::int64_t now_ms, std::optional<std::string_view> doc) {
  KHOJ_ASSIGN(auto update,
              connection.prepare("UPDATE products SET seq = ?1, created_ms = ?2, updated_ms = ?3, "
                                 "doc = ?4 WHERE product_key = ?5"));
  update.bind(seq).bind(created_ms).bind(now_ms);
  if (doc) {
    update.bind(*doc);
  } else {
    update.bind_null();
  }
  return update.bind(key).run();
}

/// Every query that returns products selects these columns in this order.
#define KHOJ_PRODUCT_COLUMNS "product_key, seq, created_ms, updated_ms, product_id, doc"

base::Result<domain::Product> product_of(const Statement& row) {
  return store::read_document(row.text(4), row.text(5), row.integer(2), row.integer(3));
}

base::Result<StoredProduct> stored_product_of(const Statement& row) {
  KHOJ_ASSIGN(auto product, product_of(row));
  return StoredProduct{item_of(row.integer(0)), seq_of(row.integer(1)), std::move(product)};
}

/// More rows than this are not reserved for ahead of time, whatever the caller's limit.
constexpr std::uint32_t kReservedRows = 1'024;
/// A page of products ends when their documents take more than this: thousands of the largest would take gigabytes.
constexpr std::size_t kMaxPageBytes = 8U << 20U;

}  // namespace

base::Result<store::WriteOutcome> put_product(Connection& connection, TenantRow& tenant,
                                              const store::ProductDocument& document, std::int64_t now_ms) {
  KHOJ_ASSIGN(const auto existing, find_row(connection, tenant.tenant, document.product_id));
  const std::int64_t seq = tenant.last_seq + 1;
  const bool created = !existing || existing->deleted;
  const std::int64_t given_ms = document.created_ms != 0 ? document.created_ms : now_ms;
  const std::int64_t created_ms = created ? given_ms : existing->created_ms;
  std::int64_t key = 0;
  if (existing) {
    key = existing->key;
    KHOJ_TRY(update_row(connection, key, seq, created_ms, now_ms, document.doc));
  } else {
    if (tenant.next_item > std::numeric_limits<std::uint32_t>::max()) {
      return base::fail(ErrorCode::resource_exhausted, "the tenant has used up its 2^32 item numbers");
    }
    key = product_key(tenant.tenant, tenant.next_item);
    KHOJ_ASSIGN(auto insert,
                connection.prepare("INSERT INTO products (product_key, tenant, seq, product_id, "
                                   "created_ms, updated_ms, doc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
    insert.bind(key).bind(tenant.tenant).bind(seq).bind(document.product_id);
    KHOJ_TRY(insert.bind(created_ms).bind(now_ms).bind(document.doc).run());
    ++tenant.next_item;
  }
  tenant.last_seq = seq;
  if (created) ++tenant.product_count;
  return store::WriteOutcome{item_of(key), seq_of(seq), created};
}

base::Result<bool> delete_product(Connection& connection, TenantRow& tenant, std::string_view product_id,
                                  std::int64_t now_ms) {
  KHOJ_ASSIGN(const auto existing, find_row(connection, tenant.tenant, product_id));
  if (!existing || existing->deleted) return false;
  ++tenant.last_seq;
  --tenant.product_count;
  KHOJ_TRY(
      update_row(connection, existing->key, tenant.last_seq, existing->created_ms, now_ms, std::nullopt));
  return true;
}

base::Result<std::uint64_t> delete_untouched(Connection& connection, TenantRow& tenant, std::int64_t seq,
                                             std::int64_t now_ms) {
  // Gathered first: a deletion moves its row in the very index that is being walked.
  std::vector<std::pair<std::int64_t, std::int64_t>> untouched;
  {
    KHOJ_ASSIGN(auto rows,
                connection.prepare("SELECT product_key, created_ms FROM products "
                                   "WHERE tenant = ?1 AND seq <= ?2 AND doc IS NOT NULL ORDER BY seq"));
    rows.bind(tenant.tenant).bind(seq);
    KHOJ_ASSIGN(bool more, rows.step());
    while (more) {
      untouched.emplace_back(rows.integer(0), rows.integer(1));
      KHOJ_ASSIGN(more, rows.step());
    }
  }
  for (const auto& [key, created_ms] : untouched) {
    ++tenant.last_seq;
    --tenant.product_count;
    KHOJ_TRY(update_row(connection, key, tenant.last_seq, created_ms, now_ms, std::nullopt));
  }
  return untouched.size();
}

base::Result<std::optional<StoredProduct>> find_product(Connection& connection, std::int64_t tenant,
                                                        std::string_view product_id) {
  KHOJ_ASSIGN(auto row, connection.prepare("SELECT " KHOJ_PRODUCT_COLUMNS " FROM products "
                                           "WHERE tenant = ?1 AND product_id = ?2 AND doc IS NOT NULL"));
  KHOJ_ASSIGN(const bool found, row.bind(tenant).bind(product_id).step());
  if (!found) return std::nullopt;
  KHOJ_ASSIGN(auto product, stored_product_of(row));
  return product;
}

base::Result<std::optional<domain::ItemId>> find_item(Connection& connection, std::int64_t tenant,
                                                      std::string_view product_id) {
  KHOJ_ASSIGN(const auto row, find_row(connection, tenant, product_id));
  if (!row) return std::nullopt;
  return item_of(row->key);
}

base::Result<store::ProductPage> products_after(Connection& connection, std::int64_t tenant,
                                                std::string_view after, std::uint32_t limit) {
  KHOJ_ASSIGN(auto rows, connection.prepare("SELECT " KHOJ_PRODUCT_COLUMNS " FROM products "
                                            "WHERE tenant = ?1 AND product_id > ?2 AND doc IS NOT NULL "
                                            "ORDER BY product_id LIMIT ?3"));
  // One more than asked for tells whether there is a next page.
  rows.bind(tenant).bind(after).bind(std::int64_t{limit} + 1);
  store::ProductPage page;
  page.products.reserve(std::min(limit, kReservedRows));
  std::size_t bytes = 0;
  KHOJ_ASSIGN(bool more, rows.step());
  while (more && page.products.size() < limit && bytes <= kMaxPageBytes) {
    KHOJ_ASSIGN(auto product, stored_product_of(rows));
    bytes += rows.text(5).size();
    page.products.push_back(std::move(product));
    KHOJ_ASSIGN(more, rows.step());
  }
  if (more) page.next_cursor = page.products.back().product.id;
  return page;
}

base::Result<store::CatalogChanges> changes_after(Connection& connection, std::int64_t tenant,
                                                  std::int64_t after, std::uint32_t limit) {
  KHOJ_ASSIGN(auto rows, connection.prepare("SELECT " KHOJ_PRODUCT_COLUMNS " FROM products "
                                            "WHERE tenant = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3"));
  rows.bind(tenant).bind(after).bind(std::int64_t{limit} + 1);
  store::CatalogChanges result;
  result.changes.reserve(std::min(limit, kReservedRows));
  std::size_t bytes = 0;
  KHOJ_ASSIGN(bool more, rows.step());
  while (more && result.changes.size() < limit && bytes <= kMaxPageBytes) {
    auto& change = result.changes.emplace_back();
    change.item = item_of(rows.integer(0));
    change.seq = seq_of(rows.integer(1));
    change.product_id = rows.text(4);
    if (!rows.is_null(5)) {
      KHOJ_ASSIGN(change.product, product_of(rows));
      bytes += rows.text(5).size();
    }
    KHOJ_ASSIGN(more, rows.step());
  }
  result.more = more;
  return result;
}

#undef KHOJ_PRODUCT_COLUMNS

}  // namespace khoj::adapters::sqlite
