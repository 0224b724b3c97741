// store::CatalogStore in memory, for tests: every rule of the port, nothing durable, every Task complete at
// once. Thread-safe.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/clock.hpp"
#include "store/catalog_store.hpp"

namespace khoj::testing {

class MemoryCatalogStore final : public store::CatalogStore {
 public:
  using Products = std::vector<domain::Product>;

  /// From now on each upsert asks this first and fails with the error that it gives, if any.
  void fail_upserts(std::function<std::optional<base::Error>()> failure) {
    const std::lock_guard lock(mutex_);
    upsert_failure_ = std::move(failure);
  }

  base::Task<base::Result<std::vector<store::WriteOutcome>>> upsert(domain::Tenant tenant,
                                                                    Products products) override {
    std::vector<store::WriteOutcome> outcomes;
    {
      const std::lock_guard lock(mutex_);
      if (upsert_failure_) {
        if (auto error = upsert_failure_()) co_return base::fail(*error);
      }
      for (const auto& product : products) {
        if (auto valid = domain::validate(product); !valid) co_return base::fail(std::move(valid).error());
      }
      for (auto& product : products) outcomes.push_back(write(shop(tenant), std::move(product)));
    }
    announce();
    co_return outcomes;
  }

  base::Task<base::Result<store::StoredProduct>> edit(domain::Tenant tenant, std::string product_id,
                                                      store::ProductEdit edit) override {
    std::optional<store::StoredProduct> written;
    {
      const std::lock_guard lock(mutex_);
      const auto found = shop(tenant).rows.find(product_id);
      if (found == shop(tenant).rows.end() || !found->second.product) co_return missing(product_id);
      auto edited = edit(*found->second.product);
      if (!edited) co_return base::fail(std::move(edited).error());
      if (auto valid = domain::validate(*edited); !valid) co_return base::fail(std::move(valid).error());
      write(shop(tenant), std::move(*edited));
      written = store::StoredProduct{found->second.item, found->second.seq, *found->second.product};
    }
    announce();
    co_return *written;
  }

  base::Task<base::Result<std::vector<base::Status>>> edit_each(
      domain::Tenant tenant, std::vector<store::NamedEdit> edits) override {
    std::vector<base::Status> outcomes;
    for (auto& [product_id, change] : edits) {
      auto edited = co_await edit(tenant, product_id, std::move(change));
      outcomes.push_back(edited ? base::Status() : base::fail(std::move(edited).error()));
    }
    co_return outcomes;
  }

  base::Task<base::Result<std::uint64_t>> remove(domain::Tenant tenant,
                                                 std::vector<std::string> product_ids) override {
    co_return remove_where(tenant, [&](const std::string& id, const Row&) {
      return std::find(product_ids.begin(), product_ids.end(), id) != product_ids.end();
    });
  }

  base::Task<base::Result<std::uint64_t>> remove_untouched_since(domain::Tenant tenant,
                                                                 domain::ChangeSeq seq) override {
    co_return remove_where(tenant, [&](const std::string&, const Row& row) { return row.seq <= seq; });
  }

  base::Task<base::Result<store::StoredProduct>> get(domain::Tenant tenant, std::string product_id) override {
    const std::lock_guard lock(mutex_);
    const auto found = shop(tenant).rows.find(product_id);
    if (found == shop(tenant).rows.end() || !found->second.product) co_return missing(product_id);
    co_return store::StoredProduct{found->second.item, found->second.seq, *found->second.product};
  }

  base::Task<base::Result<std::vector<std::optional<domain::ItemId>>>> find_items(
      domain::Tenant tenant, std::vector<std::string> product_ids) override {
    const std::lock_guard lock(mutex_);
    const auto& rows = shop(tenant).rows;
    std::vector<std::optional<domain::ItemId>> items;
    for (const auto& id : product_ids) {
      const auto found = rows.find(id);
      items.push_back(found == rows.end() ? std::nullopt : std::optional(found->second.item));
    }
    co_return items;
  }

  base::Task<base::Result<store::ProductPage>> list(domain::Tenant tenant, std::uint32_t limit,
                                                    std::string cursor) override {
    const std::lock_guard lock(mutex_);
    store::ProductPage page;
    const auto& rows = shop(tenant).rows;
    // The cursor is the last id of the page before; an id is never empty.
    for (auto row = cursor.empty() ? rows.begin() : rows.upper_bound(cursor); row != rows.end(); ++row) {
      if (!row->second.product) continue;
      if (page.products.size() == limit) {
        page.next_cursor = page.products.back().product.id;
        break;
      }
      page.products.push_back({row->second.item, row->second.seq, *row->second.product});
    }
    co_return page;
  }

  base::Task<base::Result<store::CatalogChanges>> changes_since(domain::Tenant tenant,
                                                                domain::ChangeSeq after,
                                                                std::uint32_t limit) override {
    const std::lock_guard lock(mutex_);
    store::CatalogChanges result;
    auto& changes = result.changes;
    for (const auto& [id, row] : shop(tenant).rows) {
      if (row.seq > after) changes.push_back({row.seq, row.item, id, row.product});
    }
    std::sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
    result.more = changes.size() > limit;
    if (result.more) changes.resize(limit);
    co_return result;
  }

  base::Task<base::Result<domain::ChangeSeq>> last_change(domain::Tenant tenant) override {
    const std::lock_guard lock(mutex_);
    co_return shop(tenant).last;
  }

  base::Task<base::Result<std::string>> identity(domain::Tenant tenant) override {
    co_return fmt::format("memory-{:x}-{}", reinterpret_cast<std::uintptr_t>(this), tenant.id());
  }

  base::Task<base::Result<std::uint64_t>> count(domain::Tenant tenant) override {
    const std::lock_guard lock(mutex_);
    const auto& rows = shop(tenant).rows;
    co_return static_cast<std::uint64_t>(std::count_if(
        rows.begin(), rows.end(), [](const auto& row) { return row.second.product.has_value(); }));
  }

  void on_commit(std::function<void()> listener) override {
    const std::lock_guard lock(mutex_);
    listeners_.push_back(std::move(listener));
  }

 private:
  struct Row {
    domain::ItemId item;
    domain::ChangeSeq seq;
    std::optional<domain::Product> product;  ///< Absent when it was deleted.
  };
  struct Shop {
    std::map<std::string, Row> rows;
    domain::ChangeSeq last;
  };

  Shop& shop(const domain::Tenant& tenant) { return shops_[tenant.id()]; }

  static tl::unexpected<base::Error> missing(const std::string& product_id) {
    return base::fail(base::ErrorCode::not_found, "no product '{}'", product_id);
  }

  domain::ChangeSeq next_seq(Shop& shop) {
    shop.last = domain::ChangeSeq(++last_seq_);
    return shop.last;
  }

  store::WriteOutcome write(Shop& shop, domain::Product product) {
    const auto [place, is_new] = shop.rows.try_emplace(product.id);
    Row& row = place->second;
    if (is_new) row.item = domain::ItemId(static_cast<std::uint32_t>(shop.rows.size() - 1));
    const bool created = !row.product;
    product.updated_ms = base::now_ms();
    if (!created) product.created_ms = row.product->created_ms;
    if (product.created_ms == 0) product.created_ms = product.updated_ms;
    row.product = std::move(product);
    row.seq = next_seq(shop);
    return {row.item, row.seq, created};
  }

  template <typename Chosen>
  std::uint64_t remove_where(const domain::Tenant& tenant, const Chosen& chosen) {
    std::uint64_t removed = 0;
    {
      const std::lock_guard lock(mutex_);
      for (auto& [id, row] : shop(tenant).rows) {
        if (!row.product || !chosen(id, row)) continue;
        row.product.reset();
        row.seq = next_seq(shop(tenant));
        ++removed;
      }
    }
    announce();
    return removed;
  }

  void announce() {
    std::vector<std::function<void()>> listeners;
    {
      const std::lock_guard lock(mutex_);
      listeners = listeners_;
    }
    for (const auto& listener : listeners) listener();
  }

  std::mutex mutex_;
  std::map<std::string, Shop> shops_;
  std::uint64_t last_seq_ = 0;
  std::vector<std::function<void()>> listeners_;
  std::function<std::optional<base::Error>()> upsert_failure_;
};

}  // namespace khoj::testing
