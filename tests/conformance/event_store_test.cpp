// The event stores, SQLite's, PostgreSQL's and the one in memory that other tests use, against the suite of their port.
#include "adapters/postgres/postgres_catalog_store.hpp"
#include "adapters/postgres/postgres_event_store.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "conformance/event_store_conformance.hpp"
#include "support/memory_event_store.hpp"
#include "support/postgres_database.hpp"
#include "support/temporary_folder.hpp"

namespace khoj::testing {
namespace {

struct SqliteEvents {
  TemporaryFolder folder;
  adapters::sqlite::SqliteEventStore store{
      value_of(adapters::sqlite::Database::open(folder.file("khoj.db")))};
};

std::shared_ptr<store::EventStore> make_sqlite() {
  auto made = std::make_shared<SqliteEvents>();
  return {made, &made->store};
}

INSTANTIATE_TEST_SUITE_P(
    Events, EventStoreConformance,
    ::testing::Values(EventStoreFactory{"Sqlite", make_sqlite},
                      EventStoreFactory{"Postgres",
                                        [] {
                                          return std::make_shared<adapters::postgres::PostgresEventStore>(
                                              open_postgres());
                                        }},
                      EventStoreFactory{"Memory", [] { return std::make_shared<MemoryEventStore>(); }}),
    events_name_of);

/// The catalogue's part of it is checked beside it.
void expect_items(store::CatalogStore& catalog, store::EventStore& events) {
  std::vector<domain::Product> products(2);
  products[0].id = "p0";
  products[1].id = "p1";
  for (auto& product : products) product.title = "Saree";
  wait(catalog.upsert({}, products));
  wait(catalog.remove({}, {"p0"}));
  std::vector<domain::Event> told(3);
  const char* ids[] = {"p1", "p0", "unknown"};
  for (std::size_t i = 0; i < told.size(); ++i) {
    told[i].event_id = ids[i];
    told[i].product_id = ids[i];
    told[i].at_ms = base::now_ms();
  }
  wait(events.append_events({}, told));
  const auto rows = wait(events.events_after({}, {}, 10)).rows;
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].item, domain::ItemId(1));
  EXPECT_EQ(rows[1].item, domain::ItemId(0)) << "also a deleted one";
  EXPECT_FALSE(rows[2].item.has_value());
}

TEST(SqliteEventStore, ReadsWhichItemAnEventIsAbout) {
  const TemporaryFolder folder;
  const auto database = value_of(adapters::sqlite::Database::open(folder.file("khoj.db")));
  adapters::sqlite::SqliteCatalogStore catalog(database);
  adapters::sqlite::SqliteEventStore events(database);
  expect_items(catalog, events);
}

TEST(PostgresEventStore, ReadsWhichItemAnEventIsAbout) {
  const auto database = open_postgres();
  adapters::postgres::PostgresCatalogStore catalog(database);
  adapters::postgres::PostgresEventStore events(database);
  expect_items(catalog, events);
}

}  // namespace
}  // namespace khoj::testing
