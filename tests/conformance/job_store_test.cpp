// The stores of leases and of jobs, SQLite's and those in memory that other tests use, against the suites of their ports.
#include "adapters/postgres/postgres_job_store.hpp"
#include "adapters/postgres/postgres_lease_store.hpp"
#include "adapters/sqlite/sqlite_job_store.hpp"
#include "adapters/sqlite/sqlite_lease_store.hpp"
#include "conformance/job_store_conformance.hpp"
#include "conformance/lease_store_conformance.hpp"
#include "support/memory_job_store.hpp"
#include "support/postgres_database.hpp"
#include "support/temporary_folder.hpp"

namespace khoj::testing {
namespace {

template <typename Port, typename Store>
std::shared_ptr<Port> make_sqlite() {
  struct Made {
    TemporaryFolder folder;
    Store store{value_of(adapters::sqlite::Database::open(folder.file("khoj.db")))};
  };
  auto made = std::make_shared<Made>();
  return {made, &made->store};
}

template <typename Port, typename Store>
std::shared_ptr<Port> make_postgres() {
  return std::make_shared<Store>(open_postgres(PostgresServer::new_schema()));
}

INSTANTIATE_TEST_SUITE_P(
    Leases, LeaseStoreConformance,
    ::testing::Values(
        LeaseStoreFactory{"Sqlite", make_sqlite<store::LeaseStore, adapters::sqlite::SqliteLeaseStore>},
        LeaseStoreFactory{"Postgres",
                          make_postgres<store::LeaseStore, adapters::postgres::PostgresLeaseStore>},
        LeaseStoreFactory{"Memory", [] { return std::make_shared<MemoryLeaseStore>(); }}),
    leases_name_of);

INSTANTIATE_TEST_SUITE_P(
    Jobs, JobStoreConformance,
    ::testing::Values(
        JobStoreFactory{"Sqlite", make_sqlite<store::JobStore, adapters::sqlite::SqliteJobStore>},
        JobStoreFactory{"Postgres", make_postgres<store::JobStore, adapters::postgres::PostgresJobStore>},
        JobStoreFactory{"Memory", [] { return std::make_shared<MemoryJobStore>(); }}),
    jobs_name_of);

}  // namespace
}  // namespace khoj::testing
