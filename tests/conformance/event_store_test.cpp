// The event stores, SQLite's and the one in memory that other tests use, against the suite of their port.
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "conformance/event_store_conformance.hpp"
#include "support/memory_event_store.hpp"
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
                      EventStoreFactory{"Memory", [] { return std::make_shared<MemoryEventStore>(); }}),
    events_name_of);

}  // namespace
}  // namespace khoj::testing
