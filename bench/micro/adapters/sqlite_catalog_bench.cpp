// How fast products of about 1 KB go into the SQLite catalogue and come out of its change feed, through the
// port, with durable commits: `items_per_second` is products of wall time, the column CPU the time of all
// threads. The argument is the size of a batch.
#include <filesystem>

#include <benchmark/benchmark.h>

#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "base/rng.hpp"

namespace khoj::adapters::sqlite {
namespace {

std::string fresh_path() {
  const auto folder = std::filesystem::temp_directory_path() / "khoj-sqlite-bench";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return (folder / "khoj.db").string();
}

domain::Product numbered_product(std::uint64_t number) {
  base::Rng rng(number);
  domain::Product product;
  product.id = fmt::format("B{:09X}", rng() & 0xFFFFFFFFFU);
  product.title = fmt::format("Wireless earbuds number {} with forty hours of playback, jet black", number);
  for (int i = 0; i < 8; ++i)
    product.description += fmt::format("{:x} deep bass, low latency, a case that charges fast. ", rng());
  product.brand = "Realme";
  product.categories = {"Electronics > Audio > Earphones"};
  product.price_paise = rng.between(10'000, 1'000'000);
  product.rating = 4.1;
  product.rating_count = 18'234;
  product.stock = 10;
  product.attributes = {{"color", "black"}, {"battery_hours", 40.0}};
  return product;
}

std::vector<domain::Product> batch_from(std::uint64_t first, std::uint64_t size) {
  std::vector<domain::Product> products;
  products.reserve(size);
  for (std::uint64_t i = 0; i < size; ++i) products.push_back(numbered_product(first + i));
  return products;
}

std::shared_ptr<SqliteCatalogStore> open_store() {
  return std::make_shared<SqliteCatalogStore>(*Database::open(fresh_path()));
}

void insert_new(benchmark::State& state) {
  const auto store = open_store();
  const auto size = static_cast<std::uint64_t>(state.range(0));
  std::uint64_t next = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto products = batch_from(next, size);
    next += size;
    state.ResumeTiming();
    if (!base::sync_wait(store->upsert({}, std::move(products)))) state.SkipWithError("upsert failed");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(next));
}

void overwrite(benchmark::State& state) {
  constexpr std::uint64_t kProducts = 100'000;
  const auto store = open_store();
  (void)base::sync_wait(store->upsert({}, batch_from(0, kProducts)));
  const auto size = static_cast<std::uint64_t>(state.range(0));
  std::uint64_t next = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto products = batch_from(next % kProducts, size);
    next += size;
    state.ResumeTiming();
    if (!base::sync_wait(store->upsert({}, std::move(products)))) state.SkipWithError("upsert failed");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(next));
}

void follow_changes(benchmark::State& state) {
  constexpr std::uint64_t kProducts = 200'000;
  const auto store = open_store();
  for (std::uint64_t first = 0; first < kProducts; first += 5'000) {
    (void)base::sync_wait(store->upsert({}, batch_from(first, 5'000)));
  }
  for (auto _ : state) {
    domain::ChangeSeq after;
    while (true) {
      const auto changes =
          base::sync_wait(store->changes_since({}, after, static_cast<std::uint32_t>(state.range(0))));
      if (!changes || changes->changes.empty()) break;
      after = changes->changes.back().seq;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kProducts));
}

BENCHMARK(insert_new)
    ->Arg(1)
    ->Arg(1'000)
    ->Arg(5'000)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(overwrite)->Arg(1'000)->Arg(5'000)->MeasureProcessCPUTime()->UseRealTime()->Unit(
    benchmark::kMillisecond);
BENCHMARK(follow_changes)->Arg(1'000)->MeasureProcessCPUTime()->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace khoj::adapters::sqlite
