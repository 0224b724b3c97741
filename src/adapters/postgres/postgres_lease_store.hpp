// Leases in PostgreSQL, by the database server's clock. Thread-safe.
#pragma once

#include <memory>
#include <utility>

#include "adapters/postgres/database.hpp"
#include "store/lease_store.hpp"

namespace khoj::adapters::postgres {

class PostgresLeaseStore final : public store::LeaseStore {
 public:
  explicit PostgresLeaseStore(std::shared_ptr<Database> database) noexcept : database_(std::move(database)) {}

  base::Task<base::Result<store::Lease>> try_acquire(domain::Tenant tenant, std::string name,
                                                     std::string owner, std::int64_t ttl_ms) override;
  base::Task<base::Result<store::Lease>> renew(domain::Tenant tenant, std::string name, std::string owner,
                                               std::int64_t ttl_ms) override;
  base::Task<base::Status> release(domain::Tenant tenant, std::string name, std::string owner) override;
  base::Task<base::Result<std::optional<store::Lease>>> read(domain::Tenant tenant,
                                                             std::string name) override;

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace khoj::adapters::postgres
