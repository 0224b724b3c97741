// The bitset and range kernels and the unpacking of doc_ids, level by level: 16,384 words are the bitset of a million documents.
#include <vector>

#include <benchmark/benchmark.h>

#include "base/rng.hpp"
#include "simd/bit_packing.hpp"
#include "simd/bitset.hpp"
#include "simd/range.hpp"

namespace khoj::simd {
namespace {

constexpr std::size_t kWords = 16'384;

std::vector<std::uint64_t> random_words(std::uint64_t seed) {
  base::Rng rng(seed);
  std::vector<std::uint64_t> out(kWords);
  for (auto& word : out) word = rng();
  return out;
}

void set_bytes(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
}

void and_popcount(benchmark::State& state) {
  const BitsetKernels& kernels = bitset_kernels(static_cast<Level>(state.range(0)));
  const auto a = random_words(1);
  const auto b = random_words(2);
  for (auto _ : state) benchmark::DoNotOptimize(kernels.and_popcount(a.data(), b.data(), kWords));
  set_bytes(state, kWords * 16);
}
BENCHMARK(and_popcount)->ArgName("level")->DenseRange(0, 2);

void bit_and(benchmark::State& state) {
  const BitsetKernels& kernels = bitset_kernels(static_cast<Level>(state.range(0)));
  const auto a = random_words(1);
  const auto b = random_words(2);
  std::vector<std::uint64_t> out(kWords);
  for (auto _ : state) {
    kernels.bit_and(a.data(), b.data(), out.data(), kWords);
    benchmark::DoNotOptimize(out.data());
  }
  set_bytes(state, kWords * 24);
}
BENCHMARK(bit_and)->ArgName("level")->DenseRange(0, 2);

void add_to_planes(benchmark::State& state) {
  const BitsetKernels& kernels = bitset_kernels(static_cast<Level>(state.range(0)));
  const auto a = random_words(1);
  std::vector<std::uint64_t> planes(3 * kWords);
  for (auto _ : state) {
    for (std::size_t i = 0; i < kWords; i += 64)
      kernels.add_to_planes(a.data() + i, planes.data() + i * 3, 3, 64);
    benchmark::DoNotOptimize(planes.data());
  }
  set_bytes(state, kWords * 8);
}
BENCHMARK(add_to_planes)->ArgName("level")->DenseRange(0, 2);

/// A quarter of a million documents' numbers lie in the range.
template <typename T>
void range(benchmark::State& state,
           void (*RangeKernels::*kernel)(const T*, std::size_t, T, T, std::uint64_t*) noexcept) {
  const auto in_range = range_kernels(static_cast<Level>(state.range(0))).*kernel;
  base::Rng rng(3);
  std::vector<T> values(kWords * 64);
  for (auto& value : values) value = static_cast<T>(rng.below(200));
  std::vector<std::uint64_t> out(kWords);
  for (auto _ : state) {
    in_range(values.data(), values.size(), T{50}, T{99}, out.data());
    benchmark::DoNotOptimize(out.data());
  }
  set_bytes(state, values.size() * sizeof(T));
}
void range_doubles(benchmark::State& state) { range(state, &RangeKernels::of_doubles); }
void range_shorts(benchmark::State& state) { range(state, &RangeKernels::of_shorts); }
void range_bytes(benchmark::State& state) { range(state, &RangeKernels::of_bytes); }
BENCHMARK(range_doubles)->ArgName("level")->DenseRange(0, 2);
BENCHMARK(range_shorts)->ArgName("level")->DenseRange(0, 2);
BENCHMARK(range_bytes)->ArgName("level")->DenseRange(0, 2);

/// One block of 128 doc_ids with gaps of 5 bits.
void unpack(benchmark::State& state) {
  const UnpackGaps kernel = unpack_gaps(static_cast<Level>(state.range(0)));
  std::vector<std::uint8_t> packed(packed_bytes(kPackedBlock, 5) + kUnpackOverread, 0x5A);
  alignas(32) std::uint32_t out[kPackedBlock];
  for (auto _ : state) {
    kernel(packed.data(), kPackedBlock, 5, 1000, 1U << 20U, out);
    benchmark::DoNotOptimize(out);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kPackedBlock));
}
BENCHMARK(unpack)->ArgName("level")->DenseRange(0, 1);

}  // namespace
}  // namespace khoj::simd
