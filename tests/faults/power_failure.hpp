// Rounds of power failures under several writers of one SQLite store: what the tests of every store share.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/database.hpp"
#include "base/log.hpp"
#include "base/rng.hpp"
#include "faults/crash_rounds.hpp"
#include "faults/fault_vfs.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait.hpp"

namespace khoj::testing {

/// SQLite finds nothing wrong.
inline void expect_intact(const std::string& path) {
  auto connection = value_of(adapters::sqlite::Connection::open(path, "", 1'000));
  EXPECT_EQ(value_of(connection.query_text("PRAGMA integrity_check")), "ok");
}

struct PowerFailures {
  int rounds = 0;           ///< Before crash_rounds() has its say.
  std::uint64_t early = 0;  ///< A fifth of the rounds fails within so many steps of the file system,
  std::uint64_t late = 0;   ///< the others within so many.
};

/// In each round `make_writers(rng)` gives the writers, which write until the power is lost, each on a thread; then
/// `expect_sound(store, writers)` looks at what survived. @return how many writes were acknowledged in all.
template <typename Store, typename MakeWriters, typename ExpectSound>
void lose_power(PowerFailures failures, MakeWriters make_writers, ExpectSound expect_sound) {
  using adapters::sqlite::Database;
  base::log::set_level(base::log::Level::off);
  std::int64_t acknowledged = 0;
  const int rounds = crash_rounds(failures.rounds);
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE(fmt::format("seed {}", round));
    base::Rng rng(static_cast<std::uint64_t>(round));
    const TemporaryFolder before;
    const TemporaryFolder after;
    auto writers = make_writers(rng);
    {
      FaultVfs vfs("khoj-power");
      vfs.lose_power_after(rng.below(rng.chance(0.2) ? failures.early : failures.late));
      adapters::sqlite::DatabaseOptions options;
      options.vfs = vfs.name();
      options.checkpoint_bytes = 64U << 10U;
      options.busy_timeout_ms = 100;
      if (auto database = Database::open(before.file("khoj.db"), options)) {
        Store store(std::move(*database));
        std::vector<std::jthread> threads;
        for (auto& writer : writers) threads.emplace_back([&] { writer.write_until_failure(store); });
      }
      ASSERT_TRUE(vfs.has_lost_power());
      vfs.save_survivors(after.path(), rng);
    }
    {
      Store store(value_of(Database::open(after.file("khoj.db"))));
      expect_sound(store, writers);
    }
    expect_intact(after.file("khoj.db"));
    for (const auto& writer : writers) acknowledged += writer.acknowledged;
    if (::testing::Test::HasFailure()) break;
  }
  EXPECT_GT(acknowledged, rounds * 10) << "the test must reach beyond the start";
}

}  // namespace khoj::testing
