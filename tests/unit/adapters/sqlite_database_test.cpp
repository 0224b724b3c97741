#include <atomic>
#include <filesystem>
#include <fstream>
#include <latch>
#include <optional>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/migrations.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait.hpp"

namespace khoj::adapters::sqlite {
namespace {

using base::ErrorCode;
using testing::TemporaryFolder;
using testing::value_of;
using testing::wait;
using testing::wait_for_error;

base::Error open_error(const std::string& where) {
  const auto database = Database::open(where);
  return database ? base::Error{} : database.error();
}

TEST(SqliteDatabase, TakesPathsAndUrls) {
  const TemporaryFolder folder;
  EXPECT_EQ(value_of(Database::open(folder.file("a.db")))->path(), folder.file("a.db"));
  EXPECT_EQ(value_of(Database::open("sqlite:///" + folder.file("a.db")))->path(), folder.file("a.db"));
  EXPECT_EQ(open_error("").code, ErrorCode::invalid_argument);
  EXPECT_EQ(open_error("sqlite:///").code, ErrorCode::invalid_argument);
  EXPECT_EQ(open_error(":memory:").code, ErrorCode::invalid_argument);
  EXPECT_EQ(open_error("postgresql://localhost/khoj").code, ErrorCode::unsupported);
}

TEST(SqliteDatabase, NamesWhatItCannotOpen) {
  const TemporaryFolder folder;
  const auto missing = open_error(folder.file("no/such/folder.db"));
  EXPECT_EQ(missing.code, ErrorCode::unavailable);
  EXPECT_EQ(missing.context, folder.file("no/such/folder.db"));
  EXPECT_EQ(open_error(folder.path().string()).code, ErrorCode::unavailable);
  std::ofstream(folder.file("text.db")) << std::string(5'000, 'x');
  EXPECT_EQ(open_error(folder.file("text.db")).code, ErrorCode::corruption);
}

TEST(SqliteDatabase, RefusesAFolderThatItCannotWrite) {
  const TemporaryFolder folder;
  const auto path = folder.file("khoj.db");
  value_of(Database::open(path));
  ASSERT_EQ(chmod(path.c_str(), 0444), 0);
  ASSERT_EQ(chmod(folder.path().c_str(), 0555), 0);
  // Root may write everywhere, so somebody else tries.
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && (setgid(65'534) != 0 || setuid(65'534) != 0)) _exit(9);
    const bool refused = open_error(path).code == ErrorCode::unavailable &&
                         open_error(folder.file("new.db")).code == ErrorCode::unavailable;
    _exit(refused ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  chmod(folder.path().c_str(), 0755);
}

TEST(SqliteDatabase, RefusesANewerSchemaAndForeignDatabases) {
  const TemporaryFolder folder;
  value_of(Database::open(folder.file("khoj.db")));
  {
    auto connection = value_of(Connection::open(folder.file("khoj.db"), "", 1'000));
    ASSERT_TRUE(connection.execute("INSERT INTO schema_migrations VALUES (99, 'from the future', 0)"));
  }
  const auto newer = open_error(folder.file("khoj.db"));
  EXPECT_EQ(newer.code, ErrorCode::failed_precondition);
  EXPECT_NE(newer.message.find("schema version 99"), std::string::npos) << newer.message;
  EXPECT_NE(newer.message.find(std::to_string(latest_schema_version())), std::string::npos) << newer.message;
  {
    auto connection = value_of(Connection::open(folder.file("foreign.db"), "", 1'000));
    ASSERT_TRUE(connection.execute("CREATE TABLE products (id TEXT)"));
  }
  EXPECT_EQ(open_error(folder.file("foreign.db")).code, ErrorCode::failed_precondition);
}

TEST(SqliteDatabase, RecordsItsMigrationsOnce) {
  const TemporaryFolder folder;
  for (int i = 0; i < 3; ++i) value_of(Database::open(folder.file("khoj.db")));
  auto connection = value_of(Connection::open(folder.file("khoj.db"), "", 1'000));
  EXPECT_EQ(value_of(connection.query_text("SELECT count(*) FROM schema_migrations")),
            std::to_string(latest_schema_version()));
  EXPECT_EQ(value_of(connection.query_text("PRAGMA journal_mode")), "wal");
}

TEST(SqliteDatabase, ManyMayCreateItTogether) {
  const TemporaryFolder folder;
  std::atomic<int> opened{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        const auto database = Database::open(folder.file("khoj.db"));
        EXPECT_TRUE(database) << database.error().describe();
        opened += database.has_value() ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(opened, 6);
}

TEST(SqliteDatabase, DamagedPagesAreErrorsNotCrashes) {
  const TemporaryFolder folder;
  const auto path = folder.file("khoj.db");
  {
    SqliteCatalogStore store(value_of(Database::open(path)));
    std::vector<domain::Product> products(500);
    for (std::size_t i = 0; i < products.size(); ++i) {
      products[i].id = std::to_string(i);
      products[i].title = std::string(300, 't');
    }
    wait(store.upsert({}, products));
  }
  {
    // The last connection to close moves the log into the file, but of two that close at once each may leave it to the
    // other.
    auto connection = value_of(Connection::open(path, "", 10'000));
    ASSERT_EQ(value_of(connection.query_text("PRAGMA wal_checkpoint(TRUNCATE)")), "0") << "busy";
  }
  {
    const auto size = std::filesystem::file_size(path);
    ASSERT_GT(size, 30 * kPageBytes);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(
        20 * kPageBytes));  // Behind the tables' first pages: products and indexes.
    for (auto at = 20 * kPageBytes; at < size; ++at) file.put('\xA5');
  }
  const auto database = Database::open(path);
  ASSERT_TRUE(database) << "opening does not read every page";
  SqliteCatalogStore store(*database);
  const auto changes = base::sync_wait(store.changes_since({}, {}, 1'000));
  ASSERT_FALSE(changes);
  EXPECT_EQ(changes.error().code, ErrorCode::corruption) << changes.error().describe();
}

TEST(SqliteDatabase, AStoredProductThatCannotBeReadIsNamed) {
  const TemporaryFolder folder;
  SqliteCatalogStore store(value_of(Database::open(folder.file("khoj.db"))));
  domain::Product product;
  product.id = "B01";
  product.title = "t";
  wait(store.upsert({}, {product}));
  auto connection = value_of(Connection::open(folder.file("khoj.db"), "", 1'000));
  for (const auto* doc : {"'{'", "'{\"id\":\"B02\",\"title\":\"t\"}'", "''"}) {
    ASSERT_TRUE(connection.execute(fmt::format("UPDATE products SET doc = {}", doc)));
    const auto error = wait_for_error(store.get({}, "B01"));
    EXPECT_EQ(error.code, ErrorCode::corruption);
    EXPECT_NE(error.message.find("'B01'"), std::string::npos);
  }
}

TEST(SqliteDatabase, AnErrorUndoesWhatTheRequestDid) {
  const TemporaryFolder folder;
  const auto database = value_of(Database::open(folder.file("khoj.db")));
  EXPECT_EQ(wait_for_error(database->write(0,
                                           [](Connection& c) -> base::Result<int> {
                                             KHOJ_TRY(c.execute("CREATE TABLE notes (n INTEGER)"));
                                             return base::fail(ErrorCode::cancelled, "undone");
                                           }))
                .code,
            ErrorCode::cancelled);
  EXPECT_EQ(wait(database->read([](Connection& c) {
              return c.query_text("SELECT count(*) FROM sqlite_master WHERE name = 'notes'");
            })),
            "0");
}

/// A database whose writer is held inside a transaction until it is released.
class HeldWriter : public ::testing::Test {
 protected:
  void open(const DatabaseOptions& options = {}) {
    database_ = value_of(Database::open(folder_.file("khoj.db"), options));
    wait(database_->write(0, [](Connection& c) -> base::Result<int> {
      KHOJ_TRY(c.execute("CREATE TABLE notes (n INTEGER UNIQUE)"));
      return 0;
    }));
    holder_ = std::jthread([this] {
      wait(database_->write(0, [this](Connection&) -> base::Result<int> {
        held_.count_down();
        release_.wait();
        return 0;
      }));
    });
    held_.wait();
  }

  void release() { release_.count_down(); }

  static base::Status insert(Database& database, int n) {
    const auto result = base::sync_wait(database.write(10, [n](Connection& c) -> base::Result<int> {
      KHOJ_ASSIGN(auto statement, c.prepare("INSERT INTO notes VALUES (?1)"));
      KHOJ_TRY(statement.bind(n).run());
      if (n % 3 == 0) return base::fail(ErrorCode::failed_precondition, "not {}", n);
      return n;
    }));
    return result ? base::Status() : base::fail(result.error());
  }

  Database& database() { return *database_; }
  std::shared_ptr<Database> database_;
  std::jthread holder_;

 private:
  TemporaryFolder folder_;
  std::latch held_{1};
  std::latch release_{1};
};

TEST_F(HeldWriter, WhatWaitsTogetherIsCommittedTogetherAndFailsAlone) {
  open();
  std::atomic<int> commits{0};
  database().on_commit([&commits] { ++commits; });
  constexpr int kRequests = 30;
  std::vector<std::optional<base::Status>> outcomes(kRequests);
  std::vector<std::jthread> threads;
  for (int n = 0; n < kRequests; ++n) {
    threads.emplace_back([&, n] { outcomes[static_cast<std::size_t>(n)] = insert(database(), n); });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  release();
  threads.clear();
  for (int n = 0; n < kRequests; ++n) {
    const auto& outcome = *outcomes[static_cast<std::size_t>(n)];
    EXPECT_EQ(outcome.has_value(), n % 3 != 0) << n;
    if (!outcome) {
      EXPECT_EQ(outcome.error().code, ErrorCode::failed_precondition);
    }
  }
  const auto sum =
      wait(database().read([](Connection& c) { return c.query_text("SELECT sum(n) FROM notes"); }));
  EXPECT_EQ(sum, "300");
  // One for the held request, one for all that waited; a few more if the machine was slow to start threads.
  EXPECT_LE(commits, 10);
}

TEST_F(HeldWriter, ReadsDoNotWaitForTheWriter) {
  open();
  EXPECT_EQ(wait(database().read([](Connection& c) { return c.query_text("SELECT count(*) FROM notes"); })),
            "0");
  release();
}

TEST_F(HeldWriter, AFullQueueRefusesAtOnce) {
  DatabaseOptions options;
  options.max_queued_bytes = 15;
  open(options);
  std::jthread waiting([this] { EXPECT_TRUE(insert(database(), 1)); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto refused = insert(database(), 2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::resource_exhausted);
  release();
  waiting.join();
  EXPECT_TRUE(insert(database(), 2));
}

TEST_F(HeldWriter, ClosingAnswersWhatIsQueued) {
  open();
  auto* raw = &database();
  std::jthread waiting([raw] { EXPECT_TRUE(insert(*raw, 1)); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  std::jthread closing([this] { database_.reset(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  release();
}

}  // namespace
}  // namespace khoj::adapters::sqlite
