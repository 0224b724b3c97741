// A full, failing or read-only disk: clean errors, nothing in half, and the same store works again when there is space.
#include <gtest/gtest.h>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "base/log.hpp"
#include "faults/batch_history.hpp"
#include "faults/fault_vfs.hpp"
#include "support/temporary_folder.hpp"

namespace khoj::testing {
namespace {

using adapters::sqlite::Connection;
using adapters::sqlite::Database;
using adapters::sqlite::DatabaseOptions;
using adapters::sqlite::SqliteCatalogStore;

class SqliteDiskFull : public ::testing::TestWithParam<int> {
 protected:
  SqliteDiskFull() {
    base::log::set_level(base::log::Level::off);
    options_.vfs = vfs_.name();
    options_.checkpoint_bytes = 64U << 10U;
    options_.busy_timeout_ms = 100;
  }

  TemporaryFolder folder_;
  FaultVfs vfs_{"khoj-full"};
  DatabaseOptions options_;
};

TEST_P(SqliteDiskFull, RefusesWritesServesReadsAndRecovers) {
  const BatchHistory history("f", 5);
  std::int64_t written = 0;
  {
    SqliteCatalogStore store(value_of(Database::open(folder_.file("khoj.db"), options_)));
    base::Rng rng(9);
    for (int round = 0; round < 30; ++round) {
      SCOPED_TRACE(fmt::format("round {}", round));
      vfs_.fail_writes_after(static_cast<std::int64_t>(rng.below(400'000)), GetParam());
      base::Status status;
      for (int i = 0; i < 60; ++i) {
        status = history.write(store, written + 1);
        if (!status) break;
        ++written;
      }
      ASSERT_FALSE(status);
      EXPECT_EQ(status.error().code, base::ErrorCode::unavailable) << status.error().describe();
      EXPECT_NE(status.error().context.find("khoj.db"), std::string::npos);
      EXPECT_EQ(history.found_in(store), history.state_after(written))
          << "reads go on, and nothing came in half";
      vfs_.stop_failing_writes();
      const auto again = history.write(store, written + 1);
      ASSERT_TRUE(again) << again.error().describe();
      ++written;
    }
  }
  SqliteCatalogStore store(value_of(Database::open(folder_.file("khoj.db"))));
  EXPECT_EQ(history.found_in(store), history.state_after(written));
  auto connection = value_of(Connection::open(folder_.file("khoj.db"), "", 1'000));
  EXPECT_EQ(value_of(connection.query_text("PRAGMA integrity_check")), "ok");
}

TEST_P(SqliteDiskFull, OpeningFailsCleanlyAndWorksLater) {
  for (std::int64_t space = 0; space < 100'000; space += 3'000) {
    const auto path = folder_.file(fmt::format("{}.db", space));
    vfs_.fail_writes_after(space, GetParam());
    const auto opened = Database::open(path, options_);
    if (!opened) {
      EXPECT_EQ(opened.error().code, base::ErrorCode::unavailable) << opened.error().describe();
      EXPECT_NE(opened.error().context.find(path), std::string::npos);
    }
    vfs_.stop_failing_writes();
    SqliteCatalogStore store(value_of(Database::open(path, options_)));
    EXPECT_EQ(wait(store.count({})), 0U);
  }
}

INSTANTIATE_TEST_SUITE_P(Codes, SqliteDiskFull,
                         ::testing::Values(SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_READONLY));

}  // namespace
}  // namespace khoj::testing
