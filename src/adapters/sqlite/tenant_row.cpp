#include "adapters/sqlite/tenant_row.hpp"

namespace khoj::adapters::sqlite {

base::Result<std::optional<TenantRow>> find_tenant(Connection& connection, const domain::Tenant& tenant) {
  KHOJ_ASSIGN(
      auto row,
      connection.prepare(
          "SELECT tenant, next_item, last_seq, product_count, identity FROM tenants WHERE name = ?1"));
  KHOJ_ASSIGN(const bool found, row.bind(tenant.id()).step());
  if (!found) return std::nullopt;
  return TenantRow{row.integer(0), row.integer(1), row.integer(2), row.integer(3), std::string(row.text(4))};
}

base::Result<TenantRow> find_or_add_tenant(Connection& connection, const domain::Tenant& tenant) {
  KHOJ_ASSIGN(auto known, find_tenant(connection, tenant));
  if (known) return *known;
  KHOJ_ASSIGN(auto added,
              connection.prepare("INSERT INTO tenants (name) VALUES (?1) RETURNING tenant, identity"));
  KHOJ_ASSIGN(const bool row, added.bind(tenant.id()).step());
  if (!row) return base::fail(base::ErrorCode::internal, "adding a tenant returned no row");
  TenantRow result{.tenant = added.integer(0), .identity = std::string(added.text(1))};
  KHOJ_TRY(added.run());
  return result;
}

base::Status save_tenant(Connection& connection, const TenantRow& row) {
  KHOJ_ASSIGN(auto update,
              connection.prepare(
                  "UPDATE tenants SET next_item = ?1, last_seq = ?2, product_count = ?3 WHERE tenant = ?4"));
  return update.bind(row.next_item).bind(row.last_seq).bind(row.product_count).bind(row.tenant).run();
}

}  // namespace khoj::adapters::sqlite
