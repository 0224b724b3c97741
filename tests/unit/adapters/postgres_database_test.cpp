// What is PostgreSQL's own about the adapter: URLs, the order of changes beside slow transactions, notices between
// processes, migrations, partitions, bounds.
#include "support/postgres_database.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "adapters/postgres/event_partitions.hpp"
#include "adapters/postgres/examination.hpp"
#include "adapters/postgres/migrations.hpp"
#include "adapters/postgres/postgres_catalog_store.hpp"
#include "adapters/postgres/postgres_event_store.hpp"
#include "adapters/postgres/postgres_settings_store.hpp"
#include "base/clock.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;
using testing::ForeignConnection;
using testing::open_postgres;
using testing::PostgresServer;
using testing::wait;
using testing::wait_for_error;

domain::Product product(const std::string& id) {
  domain::Product made;
  made.id = id;
  made.title = "a title";
  return made;
}

domain::Event event(const std::string& id) {
  domain::Event made;
  made.event_id = id;
  made.kind = domain::EventKind::click;
  made.request_id = "request-0001";
  made.product_id = "p";
  made.at_ms = base::now_ms();
  return made;
}

PostgresServer& server() { return PostgresServer::shared(); }

std::string value_of(const Target& target, std::string_view keyword) {
  for (const auto& [key, value] : target.keywords) {
    if (key == keyword) return value;
  }
  return "(none)";
}

TEST(PostgresTarget, K0_26_ReadsTheUrlsThatAreAround) {
  for (const char* scheme : {"postgresql://", "postgres://", "postgresql+asyncpg://"}) {
    const auto target = testing::value_of(
        parse_target(std::string(scheme) + "asha:p%40ss@db.example:6543/shop?sslmode=require", {}));
    EXPECT_EQ(value_of(target, "user"), "asha");
    EXPECT_EQ(value_of(target, "password"), "p@ss");
    EXPECT_EQ(value_of(target, "host"), "db.example");
    EXPECT_EQ(value_of(target, "port"), "6543");
    EXPECT_EQ(value_of(target, "dbname"), "shop");
    EXPECT_EQ(value_of(target, "sslmode"), "require");
    EXPECT_EQ(value_of(target, "application_name"), "khoj");
    EXPECT_EQ(target.shown, "db.example:6543/shop");
  }
  const auto asyncpg = testing::value_of(parse_target("postgresql+asyncpg://h/d?ssl=verify-full", {}));
  EXPECT_EQ(value_of(asyncpg, "sslmode"), "verify-full");
  const auto socket = testing::value_of(parse_target("postgresql:///d?host=/run/postgresql", {}));
  EXPECT_EQ(value_of(socket, "host"), "/run/postgresql");
  const auto given = testing::value_of(
      parse_target("postgres://h/d?application_name=mine&options=-c%20geqo%3Doff", {.schema = "shop"}));
  EXPECT_EQ(value_of(given, "application_name"), "mine");
  EXPECT_TRUE(value_of(given, "options").starts_with("-c geqo=off ")) << value_of(given, "options");
  EXPECT_NE(value_of(given, "options").find("search_path=shop"), std::string::npos);
}

TEST(PostgresTarget, K0_26_RefusesOthersWithoutRepeatingThem) {
  for (const char* url : {"mysql://h/d", "postgresql", "postgresql://u:secret@h:port/d",
                          "postgres://u:sec/ret@h/d%", "postgresql://u:secret@h/d?nonsense=1"}) {
    const auto target = parse_target(url, {});
    ASSERT_FALSE(target) << url;
    EXPECT_EQ(target.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(target.error().describe().find("sec"), std::string::npos) << target.error().describe();
  }
  for (const char* schema : {"Shop", "a b", "1a", "a;drop", "a-b"})
    EXPECT_EQ(parse_target("postgres://h/d", {.schema = schema}).error().context, "database.schema")
        << schema;
}

TEST(PostgresPartitions, AMonthHoldsItsMilliseconds) {
  const auto leap = month_of(1'709'164'800'000);  // 2024-02-29
  EXPECT_EQ(leap.name, "events_2024_02");
  EXPECT_EQ(leap.begin_ms, 1'706'745'600'000);
  EXPECT_EQ(leap.end_ms, 1'709'251'200'000);
  EXPECT_EQ(month_of(leap.end_ms - 1).name, leap.name);
  EXPECT_EQ(month_of(leap.end_ms).name, "events_2024_03");
  EXPECT_EQ(month_of(leap.begin_ms, 11).name, "events_2025_01");
}

TEST(PostgresDatabase, AReaderSkipsNothingBesideASlowTransaction) {
  const auto schema = PostgresServer::new_schema();
  const auto database = open_postgres(schema);
  PostgresCatalogStore store(database);
  wait(store.upsert({}, {product("first")}));
  // Another server, in the middle of its transaction: it has the number, and commits late.
  ForeignConnection other(server().url());
  other.sql("SET search_path = " + schema);
  other.sql("BEGIN; UPDATE tenants SET next_item = next_item + 1, last_seq = last_seq + 1");
  other.sql("INSERT INTO products SELECT 1, 'slow', 1, 2, 0, 0, '{\"id\":\"slow\",\"title\":\"t\"}'");
  std::jthread ours([&] { wait(store.upsert({}, {product("fast")})); });
  std::vector<std::string> followed;
  domain::ChangeSeq after;
  const base::Stopwatch waited;
  bool committed = false;
  while (followed.size() < 3 && waited.elapsed_s() < 10) {
    for (const auto& change : wait(store.changes_since({}, after, 10)).changes) {
      EXPECT_EQ(change.seq.value, after.value + 1);
      after = change.seq;
      followed.push_back(change.product_id);
    }
    if (!committed && waited.elapsed_ms() > 400) {
      EXPECT_EQ(followed, std::vector<std::string>{"first"})
          << "nothing with a higher number is there before it";
      other.sql("COMMIT");
      committed = true;
    }
  }
  EXPECT_EQ(followed, (std::vector<std::string>{"first", "slow", "fast"}));
}

TEST(PostgresDatabase, AStuckTransactionOfOthersIsATimeoutNotAHang) {
  const auto schema = PostgresServer::new_schema();
  DatabaseOptions options;
  options.lock_timeout_ms = 300;
  const auto database = open_postgres(schema, options);
  PostgresCatalogStore store(database);
  PostgresEventStore events(database);
  wait(store.upsert({}, {product("a")}));
  wait(events.append_events({}, {event("a")}));
  {
    ForeignConnection stuck(server().url());
    stuck.sql("SET search_path = " + schema);
    stuck.sql("BEGIN; SELECT * FROM tenants FOR UPDATE; SELECT * FROM event_logs FOR UPDATE");
    const base::Stopwatch took;
    EXPECT_EQ(wait_for_error(store.upsert({}, {product("b")})).code, ErrorCode::unavailable);
    EXPECT_EQ(wait_for_error(events.append_events({}, {event("b")})).code, ErrorCode::unavailable);
    EXPECT_LT(took.elapsed_s(), 3.0);
    EXPECT_EQ(wait(store.count({})), 1U) << "reads go on";
  }
  wait(store.upsert({}, {product("b")}));
  EXPECT_EQ(wait(events.append_events({}, {event("b")})), (std::vector{store::EventOutcome::recorded}));
}

TEST(PostgresDatabase, AnotherProcessHearsOfCommitsWithinTwoSeconds) {
  const auto schema = PostgresServer::new_schema();
  const auto here = open_postgres(schema);
  const auto there = open_postgres(schema);
  std::atomic<int> products{0};
  std::atomic<int> events{0};
  PostgresCatalogStore listening(there);
  PostgresEventStore listening_to_events(there);
  listening.on_commit([&] { ++products; });
  listening_to_events.on_commit([&] { ++events; });
  const auto grows = [](const std::atomic<int>& count, int from) {
    const base::Stopwatch waited;
    while (count <= from && waited.elapsed_s() < 2) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return count > from;
  };
  // Told of both when it begins to listen.
  EXPECT_TRUE(grows(products, 0) && grows(events, 0));
  for (int i = 0; i < 3; ++i) {
    const int products_before = products;
    wait(PostgresCatalogStore(here).upsert({}, {product("a")}));
    EXPECT_TRUE(grows(products, products_before));
    const int events_before = events;
    wait(PostgresEventStore(here).append_events({}, {event(fmt::format("e{}", i))}));
    EXPECT_TRUE(grows(events, events_before));
  }
}

TEST(PostgresDatabase, ServersThatStartTogetherMigrateOnce) {
  const auto schema = PostgresServer::new_schema();
  std::atomic<int> opened{0};
  {
    std::vector<std::jthread> starting;
    for (int i = 0; i < 6; ++i) {
      starting.emplace_back([&, i] {
        const auto database = open_postgres(schema);
        wait(PostgresCatalogStore(database).upsert({}, {product(fmt::format("p{}", i))}));
        ++opened;
      });
    }
  }
  EXPECT_EQ(opened, 6);
  EXPECT_EQ(server().sql("SELECT count(*) FROM " + schema + ".khoj_migrations"),
            std::to_string(adapters::postgres::latest_schema_version()));
  EXPECT_EQ(server().sql("SELECT count(*) FROM " + schema + ".products"), "6");
}

TEST(PostgresDatabase, RefusesANewerSchemaAndTablesOfOthers) {
  const auto newer = PostgresServer::new_schema();
  open_postgres(newer);
  server().sql("INSERT INTO " + newer + ".khoj_migrations VALUES (1000, 'from the future', 0)");
  const auto refused = Database::open(server().url(), {.schema = newer});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::failed_precondition);
  EXPECT_NE(refused.error().message.find("1000"), std::string::npos);

  const auto foreign = PostgresServer::new_schema();
  server().sql("CREATE SCHEMA " + foreign + "; CREATE TABLE " + foreign + ".products (sku text)");
  const auto others = Database::open(server().url(), {.schema = foreign});
  ASSERT_FALSE(others);
  EXPECT_EQ(others.error().code, ErrorCode::failed_precondition);
  EXPECT_EQ(others.error().context, "database.schema");
}

TEST(PostgresDatabase, OldMonthsAreDroppedAndTheRestIsDeleted) {
  const auto schema = PostgresServer::new_schema();
  const auto database = open_postgres(schema);
  PostgresEventStore store(database);
  std::vector<domain::Event> events;
  for (int i = 0; i < 9; ++i) events.push_back(event(fmt::format("e{}", i)));
  wait(store.append_events({}, events));
  const auto in_schema = [&](const std::string& sql) {
    return server().sql("SET search_path = " + schema + "; " + sql);
  };
  // Three rows of a month long ago, three that fit no partition, three of today.
  const auto old = month_of(1'600'000'000'000);
  in_schema(fmt::format("CREATE TABLE {} PARTITION OF events FOR VALUES FROM ({}) TO ({})", old.name,
                        old.begin_ms, old.end_ms));
  in_schema(fmt::format("UPDATE events SET received_ms = {} WHERE seq <= 3", old.begin_ms + 5));
  in_schema(fmt::format("UPDATE events SET received_ms = {} WHERE seq BETWEEN 4 AND 6", old.end_ms + 5));
  EXPECT_EQ(in_schema("SELECT count(*) FROM " + old.name), "3");
  EXPECT_EQ(in_schema("SELECT count(*) FROM events_rest"), "3");

  const auto before_ms = base::now_ms() - 86'400'000;
  EXPECT_EQ(wait(store.remove_events({}, before_ms, 2)), 2U);
  EXPECT_EQ(wait(store.events_after({}, {}, 10)).rows.front().seq.value, 3U) << "gone for readers at once";
  EXPECT_EQ(wait(store.append_events({}, {event("e0")})), (std::vector{store::EventOutcome::recorded}))
      << "what is gone is known no more";
  EXPECT_EQ(wait(store.remove_events({}, before_ms, 2)), 2U);
  EXPECT_EQ(wait(store.remove_events({}, before_ms, 100)), 2U);
  EXPECT_EQ(wait(store.remove_events({}, before_ms, 100)), 0U);
  EXPECT_EQ(in_schema("SELECT to_regclass('" + old.name + "') IS NULL"), "t");
  EXPECT_EQ(in_schema("SELECT count(*) FROM events_rest"), "0");
  EXPECT_EQ(in_schema("SELECT count(*) FROM event_ids"), "4");
  EXPECT_EQ(in_schema("SELECT sum(events) FROM event_hours"), "4");
  EXPECT_EQ(wait(store.events_after({}, {}, 10)).rows.size(), 4U);
}

TEST(PostgresDatabase, WhatItsTextCannotHoldIsNotThereOrInvalid) {
  const auto database = open_postgres();
  PostgresCatalogStore catalog(database);
  PostgresSettingsStore settings(database);
  PostgresEventStore events(database);
  wait(catalog.upsert({}, {product("a")}));
  const std::string nul("a\0b", 3);
  for (const auto& id : {nul, std::string("\xFF")}) {
    EXPECT_EQ(wait_for_error(catalog.get({}, id)).code, ErrorCode::not_found);
    EXPECT_EQ(wait(catalog.remove({}, {id, "b"})), 0U);
    EXPECT_FALSE(wait(catalog.find_items({}, {id, "a"}))[0].has_value());
    EXPECT_EQ(wait_for_error(catalog.list({}, 10, id)).context, "cursor");
    EXPECT_EQ(wait_for_error(settings.get({}, id)).code, ErrorCode::not_found);
    EXPECT_EQ(wait_for_error(settings.put({}, id, "x")).code, ErrorCode::invalid_argument);
    EXPECT_TRUE(wait(events.user_events({}, {id, 0, 10, {}})).events.empty());
    EXPECT_EQ(wait(events.erase_user({}, id, 10)), 0U);
  }
  auto search = event("s");
  search.kind = domain::EventKind::search;
  search.product_id.clear();
  search.query = nul;
  EXPECT_EQ(wait_for_error(events.append_events({}, {search})).context, "[0].query");
}

TEST(PostgresDatabase, ReadsShareConnectionsAndTooManyAreRefused) {
  DatabaseOptions options;
  options.max_queued_requests = 8;
  const auto schema = PostgresServer::new_schema();
  const auto database = open_postgres(schema, options);
  PostgresCatalogStore store(database);
  wait(store.upsert({}, {product("a")}));
  ForeignConnection blocking(server().url());
  blocking.sql("BEGIN; LOCK TABLE " + schema + ".products");
  std::atomic<int> refused{0};
  std::atomic<int> answered{0};
  std::vector<std::jthread> readers;
  for (int i = 0; i < 12; ++i) {
    readers.emplace_back([&] {
      const auto got = base::sync_wait(store.get({}, "a"));
      if (got) ++answered;
      if (!got && got.error().code == ErrorCode::resource_exhausted) ++refused;
    });
  }
  const base::Stopwatch waited;
  while (refused < 4 && waited.elapsed_s() < 3) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  blocking.sql("COMMIT");
  readers.clear();
  EXPECT_EQ(refused, 4);
  EXPECT_EQ(answered, 8);
}

TEST(PostgresDatabase, TellsWhatItIs) {
  const auto lines = wait(examine(open_postgres()));
  std::string all;
  for (const auto& line : lines) all += line + "\n";
  EXPECT_NE(all.find("server version 1"), std::string::npos) << all;
  EXPECT_NE(all.find("5 partitions"), std::string::npos) << all;
  EXPECT_NE(all.find("fsync and full_page_writes are on"), std::string::npos) << all;
}

}  // namespace
}  // namespace khoj::adapters::postgres
