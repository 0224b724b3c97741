// What is known about jobs, in PostgreSQL. Thread-safe.
#pragma once

#include <memory>
#include <utility>

#include "adapters/postgres/database.hpp"
#include "store/job_store.hpp"

namespace khoj::adapters::postgres {

class PostgresJobStore final : public store::JobStore {
 public:
  explicit PostgresJobStore(std::shared_ptr<Database> database) noexcept : database_(std::move(database)) {}

  base::Task<base::Status> know(domain::Tenant tenant, std::vector<std::string> names) override;
  base::Task<base::Result<std::vector<store::JobRecord>>> records(domain::Tenant tenant) override;
  base::Task<base::Result<store::JobRecord>> begin(domain::Tenant tenant, std::string name,
                                                   std::string runner) override;
  base::Task<base::Result<store::JobRecord>> finish(domain::Tenant tenant, std::string name,
                                                    std::uint64_t run, store::JobEnd end) override;

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace khoj::adapters::postgres
