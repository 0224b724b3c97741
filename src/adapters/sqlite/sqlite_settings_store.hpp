// Versioned documents in SQLite: store::SettingsStore on a Database that it may share with other stores.
// Thread-safe.
#pragma once

#include <memory>

#include "adapters/sqlite/database.hpp"
#include "store/settings_store.hpp"

namespace khoj::adapters::sqlite {

class SqliteSettingsStore final : public store::SettingsStore {
 public:
  explicit SqliteSettingsStore(std::shared_ptr<Database> database) noexcept
      : database_(std::move(database)) {}

  base::Task<base::Result<store::SettingsDocument>> get(domain::Tenant tenant, std::string name) override;
  base::Task<base::Result<store::SettingsDocument>> get_version(domain::Tenant tenant, std::string name,
                                                                std::uint64_t version) override;
  base::Task<base::Result<std::vector<store::SettingsVersion>>> versions(domain::Tenant tenant,
                                                                         std::string name,
                                                                         std::uint32_t limit) override;
  base::Task<base::Result<std::vector<std::string>>> names(domain::Tenant tenant,
                                                           std::string prefix) override;
  base::Task<base::Result<store::SettingsDocument>> put(domain::Tenant tenant, std::string name,
                                                        std::string body) override;

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace khoj::adapters::sqlite
