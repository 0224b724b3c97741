// The SettingsStore on PostgreSQL. Table: docs/formats/postgresql.md. Thread-safe.
#pragma once

#include <memory>

#include "adapters/postgres/database.hpp"
#include "store/settings_store.hpp"

namespace khoj::adapters::postgres {

class PostgresSettingsStore final : public store::SettingsStore {
 public:
  explicit PostgresSettingsStore(std::shared_ptr<Database> database) noexcept
      : database_(std::move(database)) {}

  base::Task<base::Result<store::SettingsDocument>> get(domain::Tenant tenant, std::string name) override;
  base::Task<base::Result<store::SettingsDocument>> get_version(domain::Tenant tenant, std::string name,
                                                                std::uint64_t version) override;
  base::Task<base::Result<std::vector<store::SettingsVersion>>> versions(domain::Tenant tenant,
                                                                         std::string name,
                                                                         std::uint32_t limit) override;
  base::Task<base::Result<std::vector<std::string>>> names(domain::Tenant tenant,
                                                           std::string prefix) override;
  /// A name with a NUL is invalid, too: PostgreSQL's text cannot hold it.
  base::Task<base::Result<store::SettingsDocument>> put(domain::Tenant tenant, std::string name,
                                                        std::string body) override;

 private:
  base::Task<base::Result<std::optional<store::SettingsDocument>>> newest(domain::Tenant tenant,
                                                                          std::string name,
                                                                          std::uint64_t limit);

  std::shared_ptr<Database> database_;
};

}  // namespace khoj::adapters::postgres
