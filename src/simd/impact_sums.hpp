// Kernels that add up quantised impacts document by document: 16-bit sums beside bitsets, 64 documents a word. Every kernel
// has a scalar reference; impact_sum_kernels() gives the fastest that runs here. Pure functions, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/cpu.hpp"

namespace khoj::simd {

struct ImpactSumKernels {
  /// Adds floor(impact · scale / 256) to the sum of every element whose bit is set; the impacts stand without gaps, one
  /// for every one, in order. May read up to 63 bytes behind the last. The caller sees to it that no sum overflows.
  void (*add)(const std::uint64_t* bits, const std::uint8_t* impacts, std::uint16_t scale,
              std::uint16_t* sums, std::size_t words) noexcept;
  /// Bit i of out = sums[i] >= low, for 64 · words sums.
  void (*at_least)(const std::uint16_t* sums, std::uint16_t low, std::uint64_t* out,
                   std::size_t words) noexcept;
  /// out[w] = the greatest of sums[64 · w …], for w < words.
  void (*maxima)(const std::uint16_t* sums, std::uint16_t* out, std::size_t words) noexcept;
};

/// The kernels of one level; a level that this processor lacks gives the best one below it.
[[nodiscard]] const ImpactSumKernels& impact_sum_kernels(Level level) noexcept;
[[nodiscard]] inline const ImpactSumKernels& impact_sum_kernels() noexcept {
  return impact_sum_kernels(detected_level());
}

}  // namespace khoj::simd
