// How fast impressions and events go into SQLite's event log, through the port, with durable commits:
// `items_per_second` is rows of wall time, the column CPU the time of all threads. The argument is the size of a batch.
#include <filesystem>

#include <benchmark/benchmark.h>

#include "adapters/sqlite/sqlite_event_store.hpp"
#include "base/clock.hpp"
#include "base/rng.hpp"

namespace khoj::adapters::sqlite {
namespace {

std::shared_ptr<SqliteEventStore> open_store() {
  const auto folder = std::filesystem::temp_directory_path() / "khoj-sqlite-event-bench";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return std::make_shared<SqliteEventStore>(*Database::open((folder / "khoj.db").string()));
}

std::string random_id(base::Rng& rng) { return fmt::format("{:016x}{:08x}", rng(), rng() >> 32U); }

/// A page of 24 products out of a million, for one of 50,000 queries of which few are most of all searches.
domain::Impression random_impression(base::Rng& rng) {
  domain::Impression shown;
  shown.request_id = random_id(rng);
  shown.at_ms = base::now_ms();
  shown.surface = shown.policy = "search";
  const double skewed = rng.uniform() * rng.uniform() * rng.uniform();
  shown.query = fmt::format("cotton kurta {}", static_cast<int>(skewed * 50'000));
  shown.total = rng.below(1'000);
  for (int i = 0; i < 24; ++i) shown.items.emplace_back(static_cast<std::uint32_t>(rng.below(1'000'000)));
  return shown;
}

domain::Event random_event(base::Rng& rng) {
  domain::Event event;
  event.event_id = random_id(rng);
  event.kind = domain::EventKind::click;
  event.request_id = random_id(rng);
  event.product_id = fmt::format("B{:09X}", rng.below(1'000'000));
  event.position = 3;
  event.at_ms = base::now_ms();
  return event;
}

template <typename Row>
std::vector<Row> batch_of(std::int64_t size, base::Rng& rng, Row (*make)(base::Rng&)) {
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < size; ++i) rows.push_back(make(rng));
  return rows;
}

void append_impressions(benchmark::State& state) {
  const auto store = open_store();
  base::Rng rng(1);
  for (auto _ : state) {
    state.PauseTiming();
    auto rows = batch_of(state.range(0), rng, random_impression);
    state.ResumeTiming();
    if (!base::sync_wait(store->append_impressions({}, std::move(rows))))
      state.SkipWithError("append failed");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void append_events(benchmark::State& state) {
  const auto store = open_store();
  base::Rng rng(2);
  for (auto _ : state) {
    state.PauseTiming();
    auto rows = batch_of(state.range(0), rng, random_event);
    state.ResumeTiming();
    if (!base::sync_wait(store->append_events({}, std::move(rows)))) state.SkipWithError("append failed");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(append_impressions)->Arg(100)->Arg(1'000)->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(append_events)->Arg(1)->Arg(100)->MeasureProcessCPUTime()->UseRealTime();

}  // namespace
}  // namespace khoj::adapters::sqlite
