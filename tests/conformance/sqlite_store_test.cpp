// The SQLite adapter against the suites of its two ports.
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_settings_store.hpp"
#include "conformance/catalog_store_conformance.hpp"
#include "conformance/settings_store_conformance.hpp"
#include "support/temporary_folder.hpp"

namespace khoj::testing {
namespace {

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

struct SqliteSettings {
  TemporaryFolder folder;
  SqliteSettingsStore store{value_of(Database::open("sqlite:///" + folder.file("khoj.db")))};
};

INSTANTIATE_TEST_SUITE_P(Sqlite, CatalogStoreConformance,
                         ::testing::Values(CatalogStoreFactory{
                             "Store", [] { return std::make_unique<SqliteCatalog>(); }}),
                         name_of);

INSTANTIATE_TEST_SUITE_P(Sqlite, SettingsStoreConformance,
                         ::testing::Values(SettingsStoreFactory{
                             "Store",
                             [] {
                               auto made = std::make_shared<SqliteSettings>();
                               return std::shared_ptr<store::SettingsStore>(made, &made->store);
                             }}),
                         settings_name_of);

}  // namespace
}  // namespace khoj::testing
