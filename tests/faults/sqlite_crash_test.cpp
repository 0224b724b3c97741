// Power failures and killed processes: what was acknowledged is there afterwards, and nothing is there in
// half.
#include <csignal>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "faults/batch_history.hpp"
#include "faults/power_failure.hpp"

namespace khoj::testing {
namespace {

using adapters::sqlite::Database;
using adapters::sqlite::DatabaseOptions;
using adapters::sqlite::SqliteCatalogStore;

/// The feed tells the same story as the products.
void expect_sound(SqliteCatalogStore& store) {
  std::uint64_t present = 0;
  std::set<std::uint32_t> items;
  domain::ChangeSeq newest;
  for (bool more = true; more;) {
    const auto some = wait(store.changes_since({}, newest, 10'000));
    for (const auto& change : some.changes) {
      newest = change.seq;
      EXPECT_TRUE(items.insert(change.item.value).second);
      if (!change.product) continue;
      ++present;
      EXPECT_EQ(wait(store.get({}, change.product_id)).seq, change.seq);
    }
    more = some.more;
  }
  EXPECT_EQ(wait(store.count({})), present);
  EXPECT_EQ(wait(store.last_change({})), newest);
  if (!items.empty()) {
    EXPECT_EQ(*items.rbegin() + 1, items.size()) << "item ids are dense";
  }
}

struct Writer {
  explicit Writer(BatchHistory plan) : history(std::move(plan)) {}

  BatchHistory history;
  std::int64_t acknowledged = 0;

  /// Writes batch after batch until one fails.
  void write_until_failure(store::CatalogStore& store) {
    while (history.write(store, acknowledged + 1)) ++acknowledged;
  }

  /// The store holds all acknowledged batches and at most the one that was under way.
  void expect_kept(store::CatalogStore& store) const {
    const auto found = history.found_in(store);
    if (found != history.state_after(acknowledged)) {
      EXPECT_EQ(found, history.state_after(acknowledged + 1)) << "after batch " << acknowledged;
    }
  }
};

TEST(SqliteCrash, APowerFailureLosesNothingAcknowledged) {
  const auto three_writers = [](base::Rng& rng) {
    std::vector<Writer> writers;
    for (std::uint64_t w = 0; w < 3; ++w) writers.emplace_back(BatchHistory(fmt::format("w{}", w), rng()));
    return writers;
  };
  const auto expect_all_kept = [](SqliteCatalogStore& store, std::vector<Writer>& writers) {
    for (const auto& writer : writers) writer.expect_kept(store);
    ASSERT_TRUE(writers[0].history.write(store, writers[0].acknowledged + 2)) << "it takes writes again";
    expect_sound(store);
  };
  lose_power<SqliteCatalogStore>({.rounds = 60, .early = 40, .late = 600}, three_writers, expect_all_kept);
}

/// Writes batches from `first` on until it is killed; tells each acknowledgement to `pipe`.
[[noreturn]] void run_child(const std::string& path, const BatchHistory& history, std::int64_t first,
                            int pipe) {
  DatabaseOptions options;
  options.checkpoint_bytes = 256U << 10U;
  auto database = Database::open(path, options);
  if (!database) _exit(2);
  SqliteCatalogStore store(std::move(*database));
  for (std::int64_t n = first;; ++n) {
    if (!history.write(store, n)) _exit(3);
    if (write(pipe, &n, sizeof n) != sizeof n) _exit(4);
  }
}

TEST(SqliteCrash, AKilledProcessLosesNothingAcknowledged) {
  const TemporaryFolder folder;
  const auto path = folder.file("khoj.db");
  Writer writer(BatchHistory("k", 17));
  base::Rng rng(23);
  for (int round = 0, rounds = crash_rounds(10); round < rounds; ++round) {
    SCOPED_TRACE(fmt::format("round {}", round));
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(ends[0]);
      run_child(path, writer.history, writer.acknowledged + 1, ends[1]);
    }
    close(ends[1]);
    std::jthread killer;
    std::int64_t told = 0;
    while (read(ends[0], &told, sizeof told) == sizeof told) {
      writer.acknowledged = told;
      if (!killer.joinable()) {
        killer = std::jthread([child, delay_us = rng.below(150'000)] {
          std::this_thread::sleep_for(std::chrono::microseconds(delay_us));
          kill(child, SIGKILL);
        });
      }
    }
    close(ends[0]);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
    killer = {};
    {
      SqliteCatalogStore store(value_of(Database::open(path)));
      writer.expect_kept(store);
      if (writer.history.found_in(store) == writer.history.state_after(writer.acknowledged + 1))
        ++writer.acknowledged;
      expect_sound(store);
    }
    expect_intact(path);
    if (HasFailure()) break;
  }
  EXPECT_GT(writer.acknowledged, 20);
}

}  // namespace
}  // namespace khoj::testing
