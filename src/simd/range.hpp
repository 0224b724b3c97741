// Kernels that say which numbers of an array lie in a range, as a bitset. Every kernel has a scalar reference;
// range_kernels() gives the fastest that runs here. Pure functions, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/cpu.hpp"

namespace khoj::simd {

/// Bit i of out = low <= values[i] <= high, for i < count; a NaN is in no range. Of bytes and shorts low <= high. Writes
/// ceil(count / 64) words, the bits from `count` on as zeros.
struct RangeKernels {
  void (*of_doubles)(const double* values, std::size_t count, double low, double high,
                     std::uint64_t* out) noexcept;
  void (*of_bytes)(const std::uint8_t* values, std::size_t count, std::uint8_t low, std::uint8_t high,
                   std::uint64_t* out) noexcept;
  void (*of_shorts)(const std::uint16_t* values, std::size_t count, std::uint16_t low, std::uint16_t high,
                    std::uint64_t* out) noexcept;
};

/// The kernels of one level; a level that this processor lacks gives the best one below it.
[[nodiscard]] const RangeKernels& range_kernels(Level level) noexcept;
[[nodiscard]] inline const RangeKernels& range_kernels() noexcept { return range_kernels(detected_level()); }

}  // namespace khoj::simd
