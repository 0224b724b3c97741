#include "adapters/postgres/product_rows.hpp"

#include <utility>

namespace khoj::adapters::postgres {
namespace {

constexpr std::size_t kMaxPageBytes = 8'388'608;

domain::ItemId item_of(std::int64_t item) { return domain::ItemId(static_cast<std::uint32_t>(item)); }
domain::ChangeSeq seq_of(std::int64_t seq) { return domain::ChangeSeq(static_cast<std::uint64_t>(seq)); }

base::Result<domain::Product> product_of(const Rows& rows, int row) {
  return store::read_document(rows.text(row, 4), rows.text(row, 5), rows.integer(row, 2),
                              rows.integer(row, 3));
}

}  // namespace

base::Result<store::StoredProduct> read_product(const Rows& rows, int row) {
  KHOJ_ASSIGN(auto product, product_of(rows, row));
  return store::StoredProduct{item_of(rows.integer(row, 0)), seq_of(rows.integer(row, 1)),
                              std::move(product)};
}

base::Result<store::ProductPage> read_product_page(const Rows& rows, std::uint32_t limit) {
  store::ProductPage page;
  std::size_t bytes = 0;
  int row = 0;
  for (; row < rows.count() && page.products.size() < limit && bytes <= kMaxPageBytes; ++row) {
    KHOJ_ASSIGN(auto product, read_product(rows, row));
    bytes += rows.text(row, 5).size();
    page.products.push_back(std::move(product));
  }
  if (row < rows.count()) page.next_cursor = page.products.back().product.id;
  return page;
}

base::Result<store::CatalogChanges> read_changes(const Rows& rows, std::uint32_t limit) {
  store::CatalogChanges result;
  std::size_t bytes = 0;
  int row = 0;
  for (; row < rows.count() && result.changes.size() < limit && bytes <= kMaxPageBytes; ++row) {
    auto& change = result.changes.emplace_back();
    change.item = item_of(rows.integer(row, 0));
    change.seq = seq_of(rows.integer(row, 1));
    change.product_id = rows.text(row, 4);
    if (rows.is_null(row, 5)) continue;
    KHOJ_ASSIGN(change.product, product_of(rows, row));
    bytes += rows.text(row, 5).size();
  }
  result.more = row < rows.count();
  return result;
}

}  // namespace khoj::adapters::postgres
