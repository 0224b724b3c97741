// How fast events and products go into PostgreSQL, through the ports, with durable commits: `items_per_second` is rows of
// wall time. The server is the one that KHOJ_BENCH_POSTGRES_URL names (a schema "khoj_bench" of it is dropped and made anew);
// without it nothing is measured. Appends one by one come from 64 callers at once, batches from one.
#include <cstdlib>
#include <thread>

#include <benchmark/benchmark.h>
#include <libpq-fe.h>

#include "adapters/postgres/postgres_catalog_store.hpp"
#include "adapters/postgres/postgres_event_store.hpp"
#include "base/clock.hpp"
#include "base/rng.hpp"

namespace khoj::adapters::postgres {
namespace {

std::shared_ptr<Database> open_database() {
  const char* url = std::getenv("KHOJ_BENCH_POSTGRES_URL");
  if (url == nullptr) return nullptr;
  PGconn* administrator = PQconnectdb(url);
  PQclear(PQexec(administrator, "SET client_min_messages = warning"));
  PQclear(PQexec(administrator, "DROP SCHEMA IF EXISTS khoj_bench CASCADE"));
  PQfinish(administrator);
  auto database = Database::open(url, {.schema = "khoj_bench"});
  if (!database) fmt::print(stderr, "{}\n", database.error().describe());
  return database ? *database : nullptr;
}

std::string random_id(base::Rng& rng) { return fmt::format("{:016x}{:08x}", rng(), rng() >> 32U); }

std::vector<domain::Event> random_events(base::Rng& rng, std::int64_t count, domain::EventKind kind) {
  std::vector<domain::Event> events(static_cast<std::size_t>(count));
  for (auto& event : events) {
    event.event_id = random_id(rng);
    event.kind = kind;
    if (kind == domain::EventKind::click) event.request_id = random_id(rng);
    event.product_id = fmt::format("B{:09X}", rng.below(1'000'000));
    event.position = 3;
    event.at_ms = base::now_ms();
  }
  return events;
}

/// 64 callers, each of which sends its next event when the one before is answered.
void append_one_by_one(benchmark::State& state) {
  constexpr int kCallers = 64;
  constexpr int kEach = 100;
  const auto database = open_database();
  if (!database) return state.SkipWithError("KHOJ_BENCH_POSTGRES_URL names no server");
  PostgresEventStore store(database);
  std::uint64_t round = 0;
  for (auto _ : state) {
    std::vector<std::jthread> callers;
    ++round;
    for (int c = 0; c < kCallers; ++c) {
      callers.emplace_back([&store, seed = round * kCallers + static_cast<std::uint64_t>(c)] {
        base::Rng rng(seed);
        for (int i = 0; i < kEach; ++i)
          (void)base::sync_wait(store.append_events({}, random_events(rng, 1, domain::EventKind::click)));
      });
    }
    callers.clear();
  }
  state.SetItemsProcessed(state.iterations() * kCallers * kEach);
}

void append_batches(benchmark::State& state) {
  const auto database = open_database();
  if (!database) return state.SkipWithError("KHOJ_BENCH_POSTGRES_URL names no server");
  PostgresEventStore store(database);
  base::Rng rng(2);
  for (auto _ : state) {
    state.PauseTiming();
    auto events = random_events(rng, state.range(0), domain::EventKind::click);
    state.ResumeTiming();
    if (!base::sync_wait(store.append_events({}, std::move(events)))) state.SkipWithError("append failed");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void put_products(benchmark::State& state) {
  const auto database = open_database();
  if (!database) return state.SkipWithError("KHOJ_BENCH_POSTGRES_URL names no server");
  PostgresCatalogStore store(database);
  std::int64_t number = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<domain::Product> products(static_cast<std::size_t>(state.range(0)));
    for (auto& product : products) {
      product.id = fmt::format("p{}", number++);
      product.title = "Cotton kurta, block printed";
      product.description = std::string(800, 'd');
    }
    state.ResumeTiming();
    if (!base::sync_wait(store.upsert({}, std::move(products)))) state.SkipWithError("upsert failed");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void read_one_product(benchmark::State& state) {
  const auto database = open_database();
  if (!database) return state.SkipWithError("KHOJ_BENCH_POSTGRES_URL names no server");
  PostgresCatalogStore store(database);
  domain::Product product;
  product.id = "p";
  product.title = "Cotton kurta";
  (void)base::sync_wait(store.upsert({}, {product}));
  for (auto _ : state) {
    if (!base::sync_wait(store.get({}, "p"))) state.SkipWithError("get failed");
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(append_one_by_one)->MeasureProcessCPUTime()->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(append_batches)
    ->Arg(1)
    ->Arg(1'000)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(put_products)
    ->Arg(1)
    ->Arg(1'000)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(read_one_product)->MeasureProcessCPUTime()->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace khoj::adapters::postgres
