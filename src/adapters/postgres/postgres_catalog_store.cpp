#include "adapters/postgres/postgres_catalog_store.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "adapters/postgres/catalog_writes.hpp"
#include "adapters/postgres/text_rules.hpp"
#include "base/clock.hpp"
#include "store/port_rules.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;
using base::Task;
using domain::ChangeSeq;
using domain::Product;
using domain::Tenant;
using store::kMaxPage;
using store::ProductDocument;
using store::signed_seq;
using store::StoredProduct;

#define KHOJ_TENANT "(SELECT tenant FROM tenants WHERE name = $1)"
/// Of rows in the order `key`, those that fit into a page, and one more: the sum leaves out the row itself and the one
/// before it, which is still taken when those before it fit.
#define KHOJ_FITTING(key, inner)                                                                        \
  "SELECT " KHOJ_PRODUCT_COLUMNS " FROM (SELECT *, coalesce(sum(octet_length(doc)) OVER (ORDER BY " key \
  " ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING), 0) AS before FROM (" inner                       \
  ") AS rows) AS summed "                                                                               \
  "WHERE before <= " KHOJ_MAX_PAGE_BYTES " ORDER BY " key

constexpr Statement kGet{"SELECT " KHOJ_PRODUCT_COLUMNS " FROM products WHERE tenant = " KHOJ_TENANT
                         " AND product_id = $2 AND doc IS NOT NULL"};
constexpr Statement kItems{"SELECT product_id, item FROM products WHERE tenant = " KHOJ_TENANT
                           " AND product_id = ANY ($2)"};
constexpr Statement kPage{KHOJ_FITTING("product_id", "SELECT " KHOJ_PRODUCT_COLUMNS
                                                     " FROM products WHERE tenant = " KHOJ_TENANT
                                                     " AND product_id > $2 AND doc IS NOT NULL "
                                                     "ORDER BY product_id LIMIT $3")};
constexpr Statement kChanges{KHOJ_FITTING("seq", "SELECT " KHOJ_PRODUCT_COLUMNS
                                                 " FROM products WHERE tenant = " KHOJ_TENANT
                                                 " AND seq > $2 ORDER BY seq LIMIT $3")};
constexpr Statement kTenant{"SELECT last_seq, product_count, identity FROM tenants WHERE name = $1"};
constexpr Statement kRemoveUntouched{
    "WITH numbered AS (SELECT product_id, row_number() OVER (ORDER BY seq) AS n FROM products "
    "WHERE tenant = $1 AND seq <= $2 AND doc IS NOT NULL), removed AS ("
    "UPDATE products SET doc = NULL, updated_ms = $3, "
    "seq = n + (SELECT last_seq FROM tenants WHERE tenant = $1) FROM numbered "
    "WHERE products.tenant = $1 AND products.product_id = numbered.product_id RETURNING 1) "
    "UPDATE tenants SET last_seq = last_seq + (SELECT count(*) FROM removed), "
    "product_count = product_count - (SELECT count(*) FROM removed) WHERE tenant = $1 "
    "RETURNING (SELECT count(*) FROM removed)"};

#undef KHOJ_FITTING
#undef KHOJ_TENANT

Params of(const Tenant& tenant) { return Params().add(std::string_view(tenant.id())); }

/// A write that waits holds its documents, and on its way out a copy of them.
std::size_t memory_of(const std::vector<ProductDocument>& documents) {
  std::size_t bytes = documents.capacity() * sizeof(ProductDocument);
  for (const auto& document : documents) bytes += 2 * (document.product_id.size() + document.doc.size());
  return bytes;
}

constexpr std::size_t kBytesOfEdit = 4'096;  // A product is read, changed and written again.

/// Half a catalogue may go: that may take longer than other statements do.
Result<std::uint64_t> remove_untouched(BlockingSession& session, const Tenant& tenant, std::int64_t seq) {
  constexpr std::int64_t kTimeoutMs = 600'000;
  TenantNumbers tenants;
  KHOJ_ASSIGN(const auto number, tenants.find_or_add(session, tenant));
  auto remove = Params().add(number).add(seq).add(base::now_ms());
  Flight flight{kBegin, {kLockTenant, Params().add(number)}};
  flight.emplace_back(fmt::format("SET LOCAL statement_timeout = {}", kTimeoutMs));
  flight.emplace_back(kRemoveUntouched, std::move(remove));
  flight.emplace_back(kCommit);
  KHOJ_ASSIGN(const auto rows, session.run(flight, kTimeoutMs));
  return static_cast<std::uint64_t>(rows[3].integer(0, 0));
}

Result<std::string> make_identity(BlockingSession& session, const Tenant& tenant) {
  TenantNumbers tenants;
  KHOJ_TRY(tenants.find_or_add(session, tenant));
  KHOJ_ASSIGN(const auto rows, session.run({{kTenant, of(tenant)}}));
  if (rows[0].empty()) return base::fail(ErrorCode::internal, "a tenant was added and is not there");
  return std::string(rows[0].text(0, 2));
}

}  // namespace

Task<Result<std::vector<store::WriteOutcome>>> PostgresCatalogStore::upsert(Tenant tenant,
                                                                            std::vector<Product> products) {
  KHOJ_CO_ASSIGN(auto documents, store::make_documents(std::move(products)));
  if (documents.empty()) co_return Outcomes{};
  const auto bytes = memory_of(documents);
  auto write = make_upsert(std::move(tenant), std::move(documents));
  co_return co_await database_->write(Lane::catalog, bytes, std::move(write));
}

Task<Result<StoredProduct>> PostgresCatalogStore::edit(Tenant tenant, std::string product_id,
                                                       store::ProductEdit edit) {
  store::NamedEdit named{std::move(product_id), std::move(edit)};
  auto write = make_edit(std::move(tenant), std::move(named));
  co_return co_await database_->write(Lane::catalog, kBytesOfEdit, std::move(write));
}

Task<Result<std::vector<Status>>> PostgresCatalogStore::edit_each(Tenant tenant,
                                                                  std::vector<store::NamedEdit> edits) {
  if (edits.empty()) co_return std::vector<Status>{};
  const std::size_t bytes = edits.size() * kBytesOfEdit;
  auto write = make_edit_each(std::move(tenant), std::move(edits));
  co_return co_await database_->write(Lane::catalog, bytes, std::move(write));
}

Task<Result<std::uint64_t>> PostgresCatalogStore::remove(Tenant tenant,
                                                         std::vector<std::string> product_ids) {
  std::size_t bytes = 0;
  for (const auto& id : product_ids) bytes += sizeof(std::string) + id.size();
  auto write = make_remove(std::move(tenant), std::move(product_ids));
  co_return co_await database_->write(Lane::catalog, bytes, std::move(write));
}

Task<Result<std::uint64_t>> PostgresCatalogStore::remove_untouched_since(Tenant tenant, ChangeSeq seq) {
  auto work = [tenant, after = signed_seq(seq)](BlockingSession& session) {
    return remove_untouched(session, tenant, after);
  };
  std::unique_ptr<AnsweredWrite<std::uint64_t>> write =
      std::make_unique<LoneWrite<std::uint64_t>>(tenant, std::move(work));
  co_return co_await database_->write(Lane::catalog, 0, std::move(write));
}

Task<Result<StoredProduct>> PostgresCatalogStore::get(Tenant tenant, std::string product_id) {
  if (can_be_stored(product_id)) {
    KHOJ_CO_ASSIGN(const auto rows,
                   co_await database_->read(Command(kGet, of(tenant).add(std::string_view(product_id)))));
    if (!rows.empty()) co_return read_product(rows, 0);
  }
  co_return base::fail(ErrorCode::not_found, "there is no product '{}'", product_id);
}

Task<Result<std::vector<std::optional<domain::ItemId>>>> PostgresCatalogStore::find_items(
    Tenant tenant, std::vector<std::string> product_ids) {
  if (product_ids.size() > kMaxPage)
    co_return base::fail(ErrorCode::invalid_argument, "at most {} products at a time, not {}", kMaxPage,
                         product_ids.size());
  std::vector<std::optional<domain::ItemId>> items(product_ids.size());
  std::unordered_map<std::string_view, std::vector<std::size_t>, base::StringHash> places;
  Array ids(Type::text);
  for (std::size_t i = 0; i < product_ids.size(); ++i) {
    if (!can_be_stored(product_ids[i])) continue;
    auto& of_id = places[product_ids[i]];
    if (of_id.empty()) ids.add(std::string_view(product_ids[i]));
    of_id.push_back(i);
  }
  if (ids.empty()) co_return items;
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(Command(kItems, of(tenant).add(ids))));
  for (int row = 0; row < rows.count(); ++row) {
    for (const auto place : places[rows.text(row, 0)])
      items[place] = domain::ItemId(static_cast<std::uint32_t>(rows.integer(row, 1)));
  }
  co_return items;
}

Task<Result<store::ProductPage>> PostgresCatalogStore::list(Tenant tenant, std::uint32_t limit,
                                                            std::string cursor) {
  KHOJ_CO_TRY(store::check_limit(limit));
  if (!can_be_stored(cursor)) {
    co_return base::fail(base::Error{ErrorCode::invalid_argument, "is not a cursor of this list", "cursor"});
  }
  // One more than asked for tells whether there is a next page.
  auto params = of(tenant).add(std::string_view(cursor)).add(std::int64_t{limit} + 1);
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(Command(kPage, std::move(params))));
  co_return read_product_page(rows, limit);
}

Task<Result<store::CatalogChanges>> PostgresCatalogStore::changes_since(Tenant tenant, ChangeSeq after,
                                                                        std::uint32_t limit) {
  auto params = of(tenant).add(signed_seq(after)).add(std::int64_t{limit} + 1);
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(Command(kChanges, std::move(params))));
  co_return read_changes(rows, limit);
}

Task<Result<ChangeSeq>> PostgresCatalogStore::last_change(Tenant tenant) {
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(Command(kTenant, of(tenant))));
  co_return ChangeSeq(rows.empty() ? 0 : static_cast<std::uint64_t>(rows.integer(0, 0)));
}

Task<Result<std::string>> PostgresCatalogStore::identity(Tenant tenant) {
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(Command(kTenant, of(tenant))));
  if (!rows.empty()) co_return std::string(rows.text(0, 2));
  auto work = [tenant](BlockingSession& session) { return make_identity(session, tenant); };
  std::unique_ptr<AnsweredWrite<std::string>> write =
      std::make_unique<LoneWrite<std::string>>(tenant, std::move(work));
  co_return co_await database_->write(Lane::catalog, 0, std::move(write));
}

Task<Result<std::uint64_t>> PostgresCatalogStore::count(Tenant tenant) {
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(Command(kTenant, of(tenant))));
  co_return rows.empty() ? 0 : static_cast<std::uint64_t>(rows.integer(0, 1));
}

void PostgresCatalogStore::on_commit(std::function<void()> listener) {
  database_->on_commit(Lane::catalog, std::move(listener));
}

}  // namespace khoj::adapters::postgres
