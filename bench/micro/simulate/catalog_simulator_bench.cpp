// Products and queries per second of one thread.
#include <benchmark/benchmark.h>

#include "simulate/catalog_simulator.hpp"
#include "simulate/query_simulator.hpp"

namespace khoj::simulate {
namespace {

void make_product(benchmark::State& state) {
  const CatalogSimulator simulator({.products = 1'000'000, .seed = 1});
  std::uint64_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(simulator.product(i++ % 1'000'000));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(make_product);

void make_query(benchmark::State& state) {
  const CatalogSimulator catalog({.products = 1'000'000, .seed = 1});
  const QuerySimulator simulator(catalog, {});
  std::uint64_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(simulator.query(i++));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(make_query);

}  // namespace
}  // namespace khoj::simulate
