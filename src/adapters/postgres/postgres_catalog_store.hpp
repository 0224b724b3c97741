// The CatalogStore on PostgreSQL. Tables: docs/formats/postgresql.md. Thread-safe.
#pragma once

#include <memory>

#include "adapters/postgres/database.hpp"
#include "store/catalog_store.hpp"

namespace khoj::adapters::postgres {

class PostgresCatalogStore final : public store::CatalogStore {
 public:
  explicit PostgresCatalogStore(std::shared_ptr<Database> database) noexcept
      : database_(std::move(database)) {}

  base::Task<base::Result<std::vector<store::WriteOutcome>>> upsert(
      domain::Tenant tenant, std::vector<domain::Product> products) override;
  base::Task<base::Result<store::StoredProduct>> edit(domain::Tenant tenant, std::string product_id,
                                                      store::ProductEdit edit) override;
  base::Task<base::Result<std::vector<base::Status>>> edit_each(domain::Tenant tenant,
                                                                std::vector<store::NamedEdit> edits) override;
  base::Task<base::Result<std::uint64_t>> remove(domain::Tenant tenant,
                                                 std::vector<std::string> product_ids) override;
  base::Task<base::Result<std::uint64_t>> remove_untouched_since(domain::Tenant tenant,
                                                                 domain::ChangeSeq seq) override;
  base::Task<base::Result<store::StoredProduct>> get(domain::Tenant tenant, std::string product_id) override;
  base::Task<base::Result<std::vector<std::optional<domain::ItemId>>>> find_items(
      domain::Tenant tenant, std::vector<std::string> product_ids) override;
  base::Task<base::Result<store::ProductPage>> list(domain::Tenant tenant, std::uint32_t limit,
                                                    std::string cursor) override;
  base::Task<base::Result<store::CatalogChanges>> changes_since(domain::Tenant tenant,
                                                                domain::ChangeSeq after,
                                                                std::uint32_t limit) override;
  base::Task<base::Result<domain::ChangeSeq>> last_change(domain::Tenant tenant) override;
  base::Task<base::Result<std::string>> identity(domain::Tenant tenant) override;
  base::Task<base::Result<std::uint64_t>> count(domain::Tenant tenant) override;
  void on_commit(std::function<void()> listener) override;

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace khoj::adapters::postgres
