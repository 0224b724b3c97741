// Two processes on one database: an import beside a server that keeps answering.
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "base/clock.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait.hpp"

namespace khoj::adapters::sqlite {
namespace {

using testing::TemporaryFolder;
using testing::value_of;
using testing::wait;

constexpr int kBatches = 40;
constexpr int kBatchSize = 1'000;

std::vector<domain::Product> batch(int number) {
  std::vector<domain::Product> products(kBatchSize);
  for (int i = 0; i < kBatchSize; ++i) {
    auto& product = products[static_cast<std::size_t>(i)];
    product.id = fmt::format("import-{}", number * kBatchSize + i);
    product.title = "imported";
    product.description = std::string(800, 'd');
  }
  return products;
}

[[noreturn]] void import_in_child(const std::string& path) {
  auto database = Database::open(path);
  if (!database) _exit(2);
  SqliteCatalogStore store(std::move(*database));
  // Two requests are always under way, so that the child leaves the lock only between its transactions.
  std::vector<std::jthread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&store, t] {
      for (int n = t; n < kBatches; n += 2) {
        if (!base::sync_wait(store.upsert({}, batch(n)))) _exit(3);
      }
    });
  }
  threads.clear();
  _exit(0);
}

TEST(SqliteProcesses, AnImportBesideAServerStarvesNobodyAndLosesNothing) {
  const TemporaryFolder folder;
  const auto path = folder.file("khoj.db");
  value_of(Database::open(path));
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) import_in_child(path);

  SqliteCatalogStore store(value_of(Database::open(path)));
  domain::Product own;
  own.id = "own";
  own.title = "edited all the time";
  own.stock = 0;
  wait(store.upsert({}, {own}));
  std::int64_t edits = 0;
  std::uint64_t followed = 0;
  double slowest_ms = 0;
  domain::ChangeSeq after;
  int status = 0;
  for (bool running = true; running;) {
    running = waitpid(child, &status, WNOHANG) == 0;
    const base::Stopwatch time;
    wait(store.edit({}, "own", [](domain::Product p) -> base::Result<domain::Product> {
      ++*p.stock;
      return p;
    }));
    slowest_ms = std::max(slowest_ms, time.elapsed_ms());
    ++edits;
    for (auto some = wait(store.changes_since({}, after, 5'000)).changes; !some.empty();
         some = wait(store.changes_since({}, after, 5'000)).changes) {
      after = some.back().seq;
      for (const auto& change : some) followed += change.product_id.starts_with("import-") ? 1 : 0;
    }
  }
  ASSERT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(wait(store.get({}, "own")).product.stock, edits);
  EXPECT_EQ(followed, static_cast<std::uint64_t>(kBatches) * kBatchSize);
  EXPECT_EQ(wait(store.count({})), followed + 1);
  EXPECT_GT(edits, 5);
  EXPECT_LT(slowest_ms, 8'000.0) << "an edit waited nearly as long as the lock's time limit";
  RecordProperty("slowest_edit_ms", static_cast<int>(slowest_ms));
}

}  // namespace
}  // namespace khoj::adapters::sqlite
