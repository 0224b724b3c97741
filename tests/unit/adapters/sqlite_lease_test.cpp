// What is SQLite's own about leases: the machine's clock and its starts, and a runner that is killed.
#include <array>
#include <csignal>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/sqlite/sqlite_lease_store.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait.hpp"

namespace khoj::adapters::sqlite {
namespace {

using testing::TemporaryFolder;
using testing::value_of;
using testing::wait;

/// A machine whose clock a test moves.
struct Machine {
  std::string boot_id = "first start";
  std::int64_t ms = 1'000'000;
  [[nodiscard]] MachineClock clock() {
    return {boot_id, [this] { return ms; }};
  }
};

TEST(SqliteLeases, CountOnTheMachinesClock) {
  const TemporaryFolder folder;
  Machine machine;
  SqliteLeaseStore store(value_of(Database::open(folder.file("khoj.db"))), machine.clock());
  wait(store.try_acquire({}, "x", "a", 60'000));
  machine.ms += 59'999;
  EXPECT_EQ(wait(store.try_acquire({}, "x", "b", 60'000)).owner, "a");
  EXPECT_EQ(wait(store.read({}, "x"))->remaining_ms, 1);
  machine.ms += 1;
  EXPECT_FALSE(wait(store.read({}, "x")));
  EXPECT_EQ(wait(store.try_acquire({}, "x", "b", 60'000)).owner, "b");
}

TEST(SqliteLeases, EndWithTheMachine) {
  const TemporaryFolder folder;
  Machine machine;
  {
    SqliteLeaseStore store(value_of(Database::open(folder.file("khoj.db"))), machine.clock());
    wait(store.try_acquire({}, "x", "a", 60'000));
  }
  machine = {"second start", 1'000'500};
  SqliteLeaseStore store(value_of(Database::open(folder.file("khoj.db"))), machine.clock());
  EXPECT_FALSE(wait(store.read({}, "x")));
  EXPECT_EQ(wait(store.try_acquire({}, "x", "b", 60'000)).owner, "b");
  // Where a start cannot be told from another, a clock that stands before the lease's beginning tells it.
  Machine early{"second start", 500};
  SqliteLeaseStore after(value_of(Database::open(folder.file("khoj.db"))), early.clock());
  EXPECT_EQ(wait(after.try_acquire({}, "x", "c", 60'000)).owner, "c");
}

TEST(SqliteLeases, AKilledRunnersLeaseIsSeenByOthersAndEnds) {
  const TemporaryFolder folder;
  const auto path = folder.file("khoj.db");
  value_of(Database::open(path));
  std::array<int, 2> granted{};
  ASSERT_EQ(pipe(granted.data()), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto database = Database::open(path);
    if (!database) _exit(2);
    SqliteLeaseStore store(*std::move(database));
    const auto lease = base::sync_wait(store.try_acquire({}, "x", "child", 400));
    const char told = lease && lease->owner == "child" ? 'y' : 'n';
    if (write(granted[1], &told, 1) != 1) _exit(3);
    for (;;) pause();
  }
  char told = 'n';
  ASSERT_EQ(read(granted[0], &told, 1), 1);
  ASSERT_EQ(told, 'y');
  SqliteLeaseStore store(value_of(Database::open(path)));
  EXPECT_EQ(wait(store.try_acquire({}, "x", "parent", 60'000)).owner, "child");
  kill(child, SIGKILL);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  while (wait(store.try_acquire({}, "x", "parent", 60'000)).owner != "parent") usleep(5'000);
  EXPECT_EQ(wait(store.read({}, "x"))->term, 2U);
  close(granted[0]);
  close(granted[1]);
}

}  // namespace
}  // namespace khoj::adapters::sqlite
