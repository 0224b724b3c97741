#include "adapters/sqlite/sqlite_catalog_store.hpp"

#include <algorithm>
#include <utility>

#include "adapters/sqlite/product_rows.hpp"
#include "adapters/sqlite/tenant_row.hpp"
#include "base/clock.hpp"
#include "store/port_rules.hpp"

namespace khoj::adapters::sqlite {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;
using base::Task;
using domain::ChangeSeq;
using domain::Product;
using domain::Tenant;
using store::CatalogChanges;
using store::kMaxPage;
using store::ProductDocument;
using store::ProductPage;
using store::signed_seq;
using store::StoredProduct;
using store::WriteOutcome;

std::size_t memory_of(const std::vector<ProductDocument>& documents) {
  std::size_t bytes = documents.capacity() * sizeof(ProductDocument);
  for (const auto& document : documents) bytes += document.product_id.size() + document.doc.size();
  return bytes;
}

Result<std::vector<WriteOutcome>> put_all(Connection& connection, const Tenant& tenant,
                                          const std::vector<ProductDocument>& documents) {
  KHOJ_ASSIGN(auto row, find_or_add_tenant(connection, tenant));
  const auto now_ms = base::now_ms();
  std::vector<WriteOutcome> outcomes;
  outcomes.reserve(documents.size());
  for (const auto& document : documents) {
    KHOJ_ASSIGN(const auto outcome, put_product(connection, row, document, now_ms));
    outcomes.push_back(outcome);
  }
  KHOJ_TRY(save_tenant(connection, row));
  return outcomes;
}

tl::unexpected<base::Error> no_product(std::string_view product_id) {
  return base::fail(ErrorCode::not_found, "there is no product '{}'", product_id);
}

/// The Status is what became of the edit; a failure of the database is the Result's.
Result<Status> edit_row(Connection& connection, TenantRow& row, const std::string& product_id,
                        const store::ProductEdit& edit) {
  KHOJ_ASSIGN(const auto before, find_product(connection, row.tenant, product_id));
  if (!before) return Status(no_product(product_id));
  auto after = edit(before->product);
  if (!after) return Status(base::fail(std::move(after).error()));
  if (after->id != product_id) {
    return Status(
        base::fail(base::Error{ErrorCode::invalid_argument, "an edit cannot change the product's id", "id"}));
  }
  const auto document = store::make_document(*std::move(after));
  if (!document) return Status(base::fail(document.error()));
  KHOJ_TRY(put_product(connection, row, *document, base::now_ms()));
  return Status();
}

Result<StoredProduct> edit_one(Connection& connection, const Tenant& tenant, const std::string& product_id,
                               const store::ProductEdit& edit) {
  KHOJ_ASSIGN(auto row, find_tenant(connection, tenant));
  if (!row) return no_product(product_id);
  KHOJ_ASSIGN(const auto done, edit_row(connection, *row, product_id, edit));
  KHOJ_TRY(done);
  KHOJ_TRY(save_tenant(connection, *row));
  KHOJ_ASSIGN(auto written, find_product(connection, row->tenant, product_id));
  if (!written)
    return base::fail(ErrorCode::internal, "the product '{}' was written and is not there", product_id);
  return std::move(*written);
}

Result<std::vector<Status>> edit_all(Connection& connection, const Tenant& tenant,
                                     const std::vector<store::NamedEdit>& edits) {
  std::vector<Status> outcomes;
  outcomes.reserve(edits.size());
  KHOJ_ASSIGN(auto row, find_tenant(connection, tenant));
  for (const auto& [product_id, edit] : edits) {
    if (!row) {
      outcomes.emplace_back(no_product(product_id));
      continue;
    }
    KHOJ_ASSIGN(auto done, edit_row(connection, *row, product_id, edit));
    outcomes.push_back(std::move(done));
  }
  if (row) KHOJ_TRY(save_tenant(connection, *row));
  return outcomes;
}

/// Runs `work(connection, row)` when there is such a tenant; otherwise the answer is T{}.
template <typename T, typename Work>
auto for_tenant(Tenant tenant, Work work) {
  return [tenant = std::move(tenant), work = std::move(work)](Connection& connection) -> Result<T> {
    KHOJ_ASSIGN(auto row, find_tenant(connection, tenant));
    if (!row) return T{};
    return work(connection, *row);
  };
}

}  // namespace

Task<Result<std::vector<WriteOutcome>>> SqliteCatalogStore::upsert(Tenant tenant,
                                                                   std::vector<Product> products) {
  KHOJ_CO_ASSIGN(auto documents, store::make_documents(std::move(products)));
  if (documents.empty()) co_return std::vector<WriteOutcome>{};
  const auto bytes = memory_of(documents);
  auto work = [tenant, documents = std::move(documents)](Connection& connection) {
    return put_all(connection, tenant, documents);
  };
  co_return co_await database_->write(bytes, std::move(work));
}

Task<Result<StoredProduct>> SqliteCatalogStore::edit(Tenant tenant, std::string product_id,
                                                     store::ProductEdit edit) {
  auto work = [tenant, product_id, edit = std::move(edit)](Connection& connection) {
    return edit_one(connection, tenant, product_id, edit);
  };
  co_return co_await database_->write(sizeof(Product), std::move(work));
}

Task<Result<std::vector<Status>>> SqliteCatalogStore::edit_each(Tenant tenant,
                                                                std::vector<store::NamedEdit> edits) {
  if (edits.empty()) co_return std::vector<Status>{};
  constexpr std::size_t kBytesOfEdit = 4'096;  // A product is read, changed and written again.
  const std::size_t bytes = edits.size() * kBytesOfEdit;
  auto work = [tenant, edits = std::move(edits)](Connection& connection) {
    return edit_all(connection, tenant, edits);
  };
  co_return co_await database_->write(bytes, std::move(work));
}

Task<Result<std::uint64_t>> SqliteCatalogStore::remove(Tenant tenant, std::vector<std::string> product_ids) {
  std::size_t bytes = 0;
  for (const auto& id : product_ids) bytes += sizeof(std::string) + id.size();
  auto work = for_tenant<std::uint64_t>(
      tenant,
      [ids = std::move(product_ids)](Connection& connection, TenantRow& row) -> Result<std::uint64_t> {
        const auto now_ms = base::now_ms();
        std::uint64_t removed = 0;
        for (const auto& id : ids) {
          KHOJ_ASSIGN(const bool existed, delete_product(connection, row, id, now_ms));
          removed += existed ? 1 : 0;
        }
        KHOJ_TRY(save_tenant(connection, row));
        return removed;
      });
  co_return co_await database_->write(bytes, std::move(work));
}

Task<Result<std::uint64_t>> SqliteCatalogStore::remove_untouched_since(Tenant tenant, ChangeSeq seq) {
  auto work = for_tenant<std::uint64_t>(
      tenant, [seq = signed_seq(seq)](Connection& connection, TenantRow& row) -> Result<std::uint64_t> {
        KHOJ_ASSIGN(const auto removed, delete_untouched(connection, row, seq, base::now_ms()));
        KHOJ_TRY(save_tenant(connection, row));
        return removed;
      });
  co_return co_await database_->write(0, std::move(work));
}

Task<Result<StoredProduct>> SqliteCatalogStore::get(Tenant tenant, std::string product_id) {
  auto work =
      for_tenant<std::optional<StoredProduct>>(tenant, [product_id](Connection& connection, TenantRow& row) {
        return find_product(connection, row.tenant, product_id);
      });
  KHOJ_CO_ASSIGN(auto product, co_await database_->read(std::move(work)));
  if (!product) co_return no_product(product_id);
  co_return std::move(*product);
}

Task<Result<std::vector<std::optional<domain::ItemId>>>> SqliteCatalogStore::find_items(
    Tenant tenant, std::vector<std::string> product_ids) {
  using Items = std::vector<std::optional<domain::ItemId>>;
  if (product_ids.size() > kMaxPage)
    co_return base::fail(ErrorCode::invalid_argument, "at most {} products at a time, not {}", kMaxPage,
                         product_ids.size());
  const std::size_t count = product_ids.size();
  auto work = for_tenant<Items>(
      tenant, [ids = std::move(product_ids)](Connection& connection, TenantRow& row) -> Result<Items> {
        Items items;
        items.reserve(ids.size());
        for (const auto& id : ids) {
          KHOJ_ASSIGN(const auto item, find_item(connection, row.tenant, id));
          items.push_back(item);
        }
        return items;
      });
  KHOJ_CO_ASSIGN(auto items, co_await database_->read(std::move(work)));
  items.resize(count);  // A tenant that has nothing yet.
  co_return items;
}

Task<Result<ProductPage>> SqliteCatalogStore::list(Tenant tenant, std::uint32_t limit, std::string cursor) {
  KHOJ_CO_TRY(store::check_limit(limit));
  auto work = for_tenant<ProductPage>(
      tenant,
      [limit, cursor = std::move(cursor)](Connection& connection, TenantRow& row) -> Result<ProductPage> {
        return products_after(connection, row.tenant, cursor, limit);
      });
  co_return co_await database_->read(std::move(work));
}

Task<Result<CatalogChanges>> SqliteCatalogStore::changes_since(Tenant tenant, ChangeSeq after,
                                                               std::uint32_t limit) {
  auto work = for_tenant<CatalogChanges>(
      tenant, [after = signed_seq(after), limit](Connection& connection, TenantRow& row) {
        return changes_after(connection, row.tenant, after, limit);
      });
  co_return co_await database_->read(std::move(work));
}

Task<Result<ChangeSeq>> SqliteCatalogStore::last_change(Tenant tenant) {
  auto work = for_tenant<ChangeSeq>(tenant, [](Connection&, TenantRow& row) -> Result<ChangeSeq> {
    return ChangeSeq(static_cast<std::uint64_t>(row.last_seq));
  });
  co_return co_await database_->read(std::move(work));
}

Task<Result<std::string>> SqliteCatalogStore::identity(Tenant tenant) {
  auto known = for_tenant<std::string>(
      tenant, [](Connection&, TenantRow& row) -> Result<std::string> { return row.identity; });
  KHOJ_CO_ASSIGN(auto identity, co_await database_->read(std::move(known)));
  if (!identity.empty()) co_return identity;
  auto made = [tenant](Connection& connection) -> Result<std::string> {
    KHOJ_ASSIGN(auto row, find_or_add_tenant(connection, tenant));
    return std::move(row.identity);
  };
  co_return co_await database_->write(0, std::move(made));
}

Task<Result<std::uint64_t>> SqliteCatalogStore::count(Tenant tenant) {
  auto work = for_tenant<std::uint64_t>(tenant, [](Connection&, TenantRow& row) -> Result<std::uint64_t> {
    return static_cast<std::uint64_t>(row.product_count);
  });
  co_return co_await database_->read(std::move(work));
}

void SqliteCatalogStore::on_commit(std::function<void()> listener) {
  database_->on_commit(std::move(listener));
}

}  // namespace khoj::adapters::sqlite
