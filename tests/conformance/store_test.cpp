// The stores of the catalogue and of settings, SQLite's and PostgreSQL's, against the suites of their ports.
#include "adapters/postgres/postgres_catalog_store.hpp"
#include "adapters/postgres/postgres_settings_store.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_settings_store.hpp"
#include "conformance/catalog_store_conformance.hpp"
#include "conformance/settings_store_conformance.hpp"
#include "support/postgres_database.hpp"
#include "support/temporary_folder.hpp"

namespace khoj::testing {
namespace {

using adapters::postgres::PostgresCatalogStore;
using adapters::postgres::PostgresSettingsStore;
using adapters::sqlite::Database;
using adapters::sqlite::SqliteCatalogStore;
using adapters::sqlite::SqliteSettingsStore;

class SqliteCatalog final : public CatalogStoreUnderTest {
 public:
  store::CatalogStore& store() override { return store_; }
  std::unique_ptr<store::CatalogStore> open_again() override {
    return std::make_unique<SqliteCatalogStore>(value_of(Database::open(folder_.file("khoj.db"))));
  }

 private:
  TemporaryFolder folder_;
  SqliteCatalogStore store_{value_of(Database::open(folder_.file("khoj.db")))};
};

class PostgresCatalog final : public CatalogStoreUnderTest {
 public:
  store::CatalogStore& store() override { return store_; }
  std::unique_ptr<store::CatalogStore> open_again() override {
    return std::make_unique<PostgresCatalogStore>(open_postgres(schema_));
  }

 private:
  std::string schema_ = PostgresServer::new_schema();
  PostgresCatalogStore store_{open_postgres(schema_)};
};

struct SqliteSettings {
  TemporaryFolder folder;
  SqliteSettingsStore store{value_of(Database::open("sqlite:///" + folder.file("khoj.db")))};
};

std::shared_ptr<store::SettingsStore> make_sqlite_settings() {
  auto made = std::make_shared<SqliteSettings>();
  return {made, &made->store};
}

INSTANTIATE_TEST_SUITE_P(
    Stores, CatalogStoreConformance,
    ::testing::Values(CatalogStoreFactory{"Sqlite", [] { return std::make_unique<SqliteCatalog>(); }},
                      CatalogStoreFactory{"Postgres", [] { return std::make_unique<PostgresCatalog>(); }}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Stores, SettingsStoreConformance,
    ::testing::Values(SettingsStoreFactory{"Sqlite", make_sqlite_settings},
                      SettingsStoreFactory{
                          "Postgres",
                          [] { return std::make_shared<PostgresSettingsStore>(open_postgres()); }}),
    settings_name_of);

}  // namespace
}  // namespace khoj::testing
