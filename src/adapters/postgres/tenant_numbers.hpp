// The numbers that stand for tenants in the tables. They never change, so a lane asks once for each. Belongs to one
// thread.
#pragma once

#include <map>

#include "adapters/postgres/blocking_session.hpp"
#include "domain/tenant.hpp"

namespace khoj::adapters::postgres {

class TenantNumbers {
 public:
  /// The tenant's number; its row is added when it is absent. Errors: unavailable.
  base::Result<std::int64_t> find_or_add(BlockingSession& session, const domain::Tenant& tenant);

  /// Whether find_or_add() has been asked for it before.
  [[nodiscard]] bool knows(const domain::Tenant& tenant) const { return known_.contains(tenant); }

 private:
  std::map<domain::Tenant, std::int64_t> known_;
};

}  // namespace khoj::adapters::postgres
