// The ItemIds of products by the shop's own ids: asked of the catalogue once and kept, as they never change. Thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/answer_cache.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/tenant.hpp"
#include "store/catalog_store.hpp"

namespace khoj::engine {

class ItemNumbers {
 public:
  ItemNumbers(domain::Tenant tenant, std::shared_ptr<store::CatalogStore> catalog)
      : tenant_(std::move(tenant)), catalog_(std::move(catalog)) {}

  /// Absent for a product that was never there. Errors: unavailable.
  base::Task<base::Result<std::optional<domain::ItemId>>> find(std::string product_id) {
    if (const auto known = known_.find(product_id)) co_return std::optional(*known);
    std::vector<std::string> wanted;
    wanted.push_back(product_id);
    KHOJ_CO_ASSIGN(const auto found, co_await catalog_->find_items(tenant_, std::move(wanted)));
    if (found.empty() || !found.front()) co_return std::nullopt;
    known_.insert(product_id, std::make_shared<const domain::ItemId>(*found.front()));
    co_return found.front();
  }

 private:
  static constexpr std::size_t kKept = 1'000'000;

  domain::Tenant tenant_;
  std::shared_ptr<store::CatalogStore> catalog_;
  base::AnswerCache<domain::ItemId> known_{kKept};
};

}  // namespace khoj::engine
