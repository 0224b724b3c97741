// The catalogue's port: where products are true. Every adapter (SQLite today) passes
// tests/conformance/catalog_store.
//
// Every write is one transaction and is durable when its Task completes. Every write gives each product that
// it touches a new ChangeSeq, larger than any that a reader could have seen before; engines tail
// changes_since(). ItemIds are dense, start at 0 per tenant, and are never reused: a product that is deleted
// and comes back under the same id keeps its ItemId. Implementations are thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/product.hpp"
#include "domain/tenant.hpp"

namespace khoj::store {

struct StoredProduct {
  domain::ItemId item;
  domain::ChangeSeq seq;  ///< Of its latest change.
  domain::Product product;
};

/// One step of the catalogue's history, as far as it is still true: only a product's latest change is kept.
struct CatalogChange {
  domain::ChangeSeq seq;
  domain::ItemId item;
  std::string product_id;
  std::optional<domain::Product> product;  ///< Absent when the product was deleted.
};

/// A stretch of that history. A store ends it early when its products would take much memory.
struct CatalogChanges {
  std::vector<CatalogChange> changes;  ///< Ascending.
  bool more = false;                   ///< Others follow at once.
};

struct WriteOutcome {
  domain::ItemId item;
  domain::ChangeSeq seq;
  bool created = false;  ///< False when an existing product was overwritten.
};

/// A page of products in the order of their product_id (bytewise).
struct ProductPage {
  std::vector<StoredProduct> products;
  std::optional<std::string> next_cursor;  ///< Absent on the last page.
};

/// Changes a product and returns what it shall be, or an error that leaves it as it is.
using ProductEdit = std::function<base::Result<domain::Product>(const domain::Product&)>;

struct NamedEdit {
  std::string product_id;
  ProductEdit edit;
};

class CatalogStore {
 public:
  virtual ~CatalogStore() = default;

  /// Inserts or overwrites `products` in one transaction; all or none. A product_id that stands twice: the
  /// later one wins. `created_ms` of an existing product is kept, `updated_ms` is set to now.
  /// A product that comes back after its deletion is a new one with its old ItemId: `created`, created_ms
  /// given anew.
  /// @return one outcome per product, in order. Errors: invalid_argument (domain::validate; the context
  /// begins with "[i]" when there are several products), resource_exhausted (too many writes wait),
  /// unavailable.
  virtual base::Task<base::Result<std::vector<WriteOutcome>>> upsert(
      domain::Tenant tenant, std::vector<domain::Product> products) = 0;

  /// Applies `edit` to one product inside the writer's transaction, so that no concurrent write is lost.
  /// `edit` runs on a thread of the store, holds up every other write, and must keep the id. What it throws
  /// becomes internal. Errors: not_found, whatever `edit` returns, invalid_argument, resource_exhausted,
  /// unavailable.
  /// @return the product as it was written.
  virtual base::Task<base::Result<StoredProduct>> edit(domain::Tenant tenant, std::string product_id,
                                                       ProductEdit edit) = 0;

  /// edit() of one product after the other in one transaction. An edit that fails leaves its product as it is, and the
  /// others hold. @return what became of each, in order: nothing, or an error as edit() gives it.
  /// Errors: internal (an edit threw), resource_exhausted, unavailable: none holds.
  virtual base::Task<base::Result<std::vector<base::Status>>> edit_each(domain::Tenant tenant,
                                                                        std::vector<NamedEdit> edits) = 0;

  /// Deletes those of `product_ids` that exist. @return how many existed.
  virtual base::Task<base::Result<std::uint64_t>> remove(domain::Tenant tenant,
                                                         std::vector<std::string> product_ids) = 0;

  /// Deletes every product whose latest change is at or before `seq`: what a full import did not touch.
  /// @return how many were deleted.
  virtual base::Task<base::Result<std::uint64_t>> remove_untouched_since(domain::Tenant tenant,
                                                                         domain::ChangeSeq seq) = 0;

  /// Errors: not_found.
  virtual base::Task<base::Result<StoredProduct>> get(domain::Tenant tenant, std::string product_id) = 0;

  /// The ItemIds of products, in the order of `product_ids`; absent for one that was never there. An ItemId is never
  /// given anew: what was found stays right. @param product_ids at most 10,000.
  virtual base::Task<base::Result<std::vector<std::optional<domain::ItemId>>>> find_items(
      domain::Tenant tenant, std::vector<std::string> product_ids) = 0;

  /// A page of products, ordered by product_id. Paging is stable: a product that is there throughout is seen
  /// exactly once, however the others change. @param limit 1 to 10,000, otherwise invalid_argument; a page of
  /// large products is shorter.
  /// @param cursor  ProductPage::next_cursor of the page before; empty for the first.
  virtual base::Task<base::Result<ProductPage>> list(domain::Tenant tenant, std::uint32_t limit,
                                                     std::string cursor) = 0;

  /// The next at most `limit` changes after `after`; at least one, when there is one. Deleted products are reported too.
  virtual base::Task<base::Result<CatalogChanges>> changes_since(domain::Tenant tenant,
                                                                 domain::ChangeSeq after,
                                                                 std::uint32_t limit) = 0;

  /// The newest change of this tenant; 0 when there is none.
  virtual base::Task<base::Result<domain::ChangeSeq>> last_change(domain::Tenant tenant) = 0;

  /// A random name of this catalogue, the same for ever: what is derived from a catalogue carries it, so that it is
  /// not taken for another's. Errors: unavailable.
  virtual base::Task<base::Result<std::string>> identity(domain::Tenant tenant) = 0;

  /// How many products are there (not deleted).
  virtual base::Task<base::Result<std::uint64_t>> count(domain::Tenant tenant) = 0;

  /// Adds a listener that is called soon after each commit of this store, and perhaps after commits that
  /// changed no product, from a thread of the store, until the store ends. It must return at once. Commits of
  /// other processes are found by calling last_change() now and then.
  virtual void on_commit(std::function<void()> listener) = 0;
};

}  // namespace khoj::store
