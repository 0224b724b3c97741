// What is known about jobs, in SQLite: store::JobStore on a Database that it may share with other stores. Thread-safe.
#pragma once

#include <memory>

#include "adapters/sqlite/database.hpp"
#include "store/job_store.hpp"

namespace khoj::adapters::sqlite {

class SqliteJobStore final : public store::JobStore {
 public:
  explicit SqliteJobStore(std::shared_ptr<Database> database) noexcept : database_(std::move(database)) {}

  base::Task<base::Status> know(domain::Tenant tenant, std::vector<std::string> names) override;
  base::Task<base::Result<std::vector<store::JobRecord>>> records(domain::Tenant tenant) override;
  base::Task<base::Result<store::JobRecord>> begin(domain::Tenant tenant, std::string name,
                                                   std::string runner) override;
  base::Task<base::Result<store::JobRecord>> finish(domain::Tenant tenant, std::string name,
                                                    std::uint64_t run, store::JobEnd end) override;

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace khoj::adapters::sqlite
