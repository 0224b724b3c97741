// Multiplying a quantised vector with rows of 96 numbers, level by level: 10,000 rows lie in the caches, a million (96 MB)
// do not.
#include <vector>

#include <benchmark/benchmark.h>

#include "base/rng.hpp"
#include "simd/dot_products.hpp"

namespace khoj::simd {
namespace {

constexpr std::size_t kStride = 96;

void multiply(benchmark::State& state) {
  const DotProductKernels& kernels = dot_product_kernels(static_cast<Level>(state.range(0)));
  const auto count = static_cast<std::size_t>(state.range(1));
  base::Rng rng(1);
  std::vector<std::int8_t> query(kStride);
  std::vector<std::int8_t> rows(count * kStride);
  for (auto* numbers : {&query, &rows}) {
    for (auto& number : *numbers) number = static_cast<std::int8_t>(static_cast<int>(rng.below(255)) - 127);
  }
  std::vector<std::int32_t> out(count);
  for (auto _ : state) {
    kernels.multiply(query.data(), rows.data(), kStride, count, out.data());
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * rows.size()));
}
BENCHMARK(multiply)->ArgNames({"level", "rows"})->ArgsProduct({{0, 1, 2}, {10'000, 1'000'000}});

}  // namespace
}  // namespace khoj::simd
