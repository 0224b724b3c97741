// PostgreSQL that is killed, stopped, restarted or silent: what was acknowledged is there, nothing hangs, and it heals by
// itself. Each test has a server of its own.
#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "adapters/postgres/postgres_catalog_store.hpp"
#include "adapters/postgres/postgres_event_store.hpp"
#include "base/clock.hpp"
#include "support/postgres_database.hpp"

namespace khoj::testing {
namespace {

using adapters::postgres::Database;
using adapters::postgres::PostgresCatalogStore;
using adapters::postgres::PostgresEventStore;
using base::ErrorCode;

domain::Product product(const std::string& id) {
  domain::Product made;
  made.id = id;
  made.title = "a title";
  return made;
}

domain::Event event(const std::string& id) {
  domain::Event made;
  made.event_id = id;
  made.kind = domain::EventKind::view;
  made.product_id = "p";
  made.at_ms = base::now_ms();
  return made;
}

template <typename Check>
bool eventually(Check check, double within_s = 20) {
  const base::Stopwatch waited;
  while (waited.elapsed_s() < within_s) {
    if (check()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

/// Writes one after the other until it is told to stop, and remembers what became of each.
class Writer {
 public:
  using Write = std::function<base::Status(const std::string& id)>;

  Writer(std::string name, Write write, std::atomic<bool>& stop)
      : thread_([this, name = std::move(name), write = std::move(write), &stop] {
          for (int i = 0; !stop; ++i) {
            const auto id = fmt::format("{}-{}", name, i);
            const base::Stopwatch took;
            const auto done = write(id);
            slowest_ms_ = std::max(slowest_ms_, took.elapsed_ms());
            if (done) {
              acknowledged_.push_back(id);
            } else {
              ++refused_;
              if (done.error().code != ErrorCode::unavailable) wrong_ = done.error().describe();
              std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
          }
        }) {}

  void join() { thread_.join(); }
  std::vector<std::string> acknowledged_;
  int refused_ = 0;
  double slowest_ms_ = 0;
  std::string wrong_;

 private:
  std::jthread thread_;
};

TEST(PostgresFaults, K0_26_WhatWasAcknowledgedSurvivesKills) {
  PostgresServer server;
  const auto database = open_postgres("shop", {}, server);
  PostgresCatalogStore catalog(database);
  PostgresEventStore events(database);
  std::atomic<bool> stop = false;
  const auto put = [&](const std::string& id) -> base::Status {
    KHOJ_TRY(base::sync_wait(catalog.upsert({}, {product(id)})));
    return {};
  };
  const auto append = [&](const std::string& id) -> base::Status {
    KHOJ_TRY(base::sync_wait(events.append_events({}, {event(id)})));
    return {};
  };
  std::vector<std::unique_ptr<Writer>> writers;
  for (int i = 0; i < 3; ++i) {
    writers.push_back(std::make_unique<Writer>(fmt::format("p{}", i), put, stop));
    writers.push_back(std::make_unique<Writer>(fmt::format("e{}", i), append, stop));
  }
  for (int round = 0; round < 4; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    round % 2 == 0 ? server.kill() : server.stop_at_once();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    server.start();
    EXPECT_TRUE(
        eventually([&] { return base::sync_wait(catalog.upsert({}, {product("healed")})).has_value(); }));
    EXPECT_TRUE(eventually([&] { return base::sync_wait(catalog.count({})).has_value(); }));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  stop = true;
  std::set<std::string> expected_events;
  for (auto& writer : writers) {
    writer->join();
    EXPECT_EQ(writer->wrong_, "") << "only 'unavailable' is an answer while it is away";
    EXPECT_GT(writer->acknowledged_.size(), 0U);
    EXPECT_GT(writer->refused_, 0);
    EXPECT_LT(writer->slowest_ms_, 6'000);
    for (const auto& id : writer->acknowledged_) {
      if (id[0] == 'p') {
        EXPECT_EQ(wait(catalog.get({}, id)).product.id, id);
      } else {
        expected_events.insert(id);
      }
    }
  }
  std::set<std::string> seen;
  std::uint64_t last = 0;
  for (bool more = true; more;) {
    const auto page = wait(events.events_after({}, domain::EventSeq(last), 1'000));
    for (const auto& row : page.rows) {
      EXPECT_EQ(row.seq.value, ++last) << "no number is left out";
      EXPECT_TRUE(seen.insert(row.event.event_id).second);
    }
    more = page.more;
  }
  EXPECT_TRUE(std::includes(seen.begin(), seen.end(), expected_events.begin(), expected_events.end()));
}

TEST(PostgresFaults, IsRefusedClearlyWhereThereIsNone) {
  const auto refused = Database::open("postgresql://khoj:secret-of-the-test@127.0.0.1:1/khoj");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_NE(refused.error().message.find("127.0.0.1:1/khoj"), std::string::npos) << refused.error().message;
  EXPECT_EQ(refused.error().message.find("secret"), std::string::npos);
}

TEST(PostgresFaults, AnswersAtOnceWhileItIsAway) {
  PostgresServer server;
  const auto database = open_postgres("shop", {}, server);
  PostgresCatalogStore catalog(database);
  wait(catalog.upsert({}, {product("a")}));
  server.kill();
  const base::Stopwatch took;
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(wait_for_error(catalog.upsert({}, {product("b")})).code, ErrorCode::unavailable);
    EXPECT_EQ(wait_for_error(catalog.get({}, "a")).code, ErrorCode::unavailable);
  }
  EXPECT_LT(took.elapsed_s(), 5.0);
  server.start();
  EXPECT_TRUE(eventually([&] { return base::sync_wait(catalog.upsert({}, {product("b")})).has_value(); }, 5));
  EXPECT_TRUE(eventually([&] { return base::sync_wait(catalog.get({}, "a")).has_value(); }, 5));
}

TEST(PostgresFaults, ConnectionsThatDiedWhileIdleAreMadeAnew) {
  PostgresServer server;
  const auto database = open_postgres("shop", {}, server);
  PostgresCatalogStore catalog(database);
  wait(catalog.upsert({}, {product("a")}));
  server.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'khoj'");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  wait(catalog.upsert({}, {product("b")}));
  EXPECT_EQ(wait(catalog.count({})), 2U);
  server.stop_at_once();
  server.start();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  wait(catalog.upsert({}, {product("c")}));
  EXPECT_EQ(wait(catalog.count({})), 3U);
}

TEST(PostgresFaults, ASilentServerHoldsUpNobody) {
  PostgresServer server;
  adapters::postgres::DatabaseOptions options;
  options.connect_timeout_ms = 4'000;
  const auto database = open_postgres("shop", options, server);
  PostgresCatalogStore catalog(database);
  wait(catalog.upsert({}, {product("a")}));
  EXPECT_EQ(wait(catalog.count({})), 1U);
  ForeignConnection administrator(server.url());
  server.pause();
  administrator.sql(
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'khoj'");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const base::Stopwatch took;
  EXPECT_EQ(wait_for_error(catalog.upsert({}, {product("b")})).code, ErrorCode::unavailable);
  EXPECT_LT(took.elapsed_s(), 2.0);
  EXPECT_EQ(wait_for_error(catalog.count({})).code, ErrorCode::unavailable);
  EXPECT_LT(took.elapsed_s(), 4.0);
  server.resume();
  EXPECT_TRUE(
      eventually([&] { return base::sync_wait(catalog.upsert({}, {product("b")})).has_value(); }, 10));
  EXPECT_EQ(wait(catalog.count({})), 2U);
}

}  // namespace
}  // namespace khoj::testing
