// A row of the table "tenants": what the catalogue counts per tenant. Used on the writer's thread, inside a
// transaction: another process may have changed it since.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/sqlite/connection.hpp"
#include "domain/tenant.hpp"

namespace khoj::adapters::sqlite {

struct TenantRow {
  std::int64_t tenant = 0;         ///< The number that stands for the tenant in every other table; from 1.
  std::int64_t next_item = 0;      ///< The ItemId that the next new product gets.
  std::int64_t last_seq = 0;       ///< The newest ChangeSeq.
  std::int64_t product_count = 0;  ///< Products that are not deleted.
  std::string identity;            ///< CatalogStore::identity.
};

/// Absent when nothing was ever written for this tenant.
base::Result<std::optional<TenantRow>> find_tenant(Connection& connection, const domain::Tenant& tenant);

/// Adds the row when it is absent.
base::Result<TenantRow> find_or_add_tenant(Connection& connection, const domain::Tenant& tenant);

base::Status save_tenant(Connection& connection, const TenantRow& row);

}  // namespace khoj::adapters::sqlite
