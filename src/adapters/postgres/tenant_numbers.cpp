#include "adapters/postgres/tenant_numbers.hpp"

namespace khoj::adapters::postgres {
namespace {

constexpr Statement kFind{"SELECT tenant FROM tenants WHERE name = $1"};
constexpr Statement kAdd{"INSERT INTO tenants (name) VALUES ($1) ON CONFLICT (name) DO NOTHING"};

}  // namespace

base::Result<std::int64_t> TenantNumbers::find_or_add(BlockingSession& session,
                                                      const domain::Tenant& tenant) {
  if (const auto known = known_.find(tenant); known != known_.end()) return known->second;
  const auto name = Params().add(std::string_view(tenant.id()));
  KHOJ_ASSIGN(auto found, session.run({{kFind, name}}));
  if (found[0].empty()) {
    KHOJ_TRY(session.run({{kAdd, name}}));
    KHOJ_ASSIGN(found, session.run({{kFind, name}}));
  }
  if (found[0].empty()) return base::fail(base::ErrorCode::internal, "a tenant was added and is not there");
  return known_[tenant] = found[0].integer(0, 0);
}

}  // namespace khoj::adapters::postgres
