// Kernels that multiply one vector of small whole numbers with many rows of them: what an exact search among quantised
// vectors does. Every kernel has a scalar reference; dot_product_kernels() gives the fastest that runs here. Pure
// functions, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/cpu.hpp"

namespace khoj::simd {

/// Rows are a multiple of so many bytes long.
inline constexpr std::size_t kDotBlock = 32;

struct DotProductKernels {
  /// out[i] = the inner product of `query` and row i, exactly, for i < count.
  /// @param query  (stride), each from -127 to 127.
  /// @param rows   (count, stride), row-major, any values.
  /// @param stride a multiple of kDotBlock, at most 65,536, so that no sum overflows.
  /// Cost: a pass over the rows, at the speed of memory where they do not fit the caches.
  void (*multiply)(const std::int8_t* query, const std::int8_t* rows, std::size_t stride, std::size_t count,
                   std::int32_t* out) noexcept;
};

/// The kernels of one level; a level that this processor lacks gives the best one below it.
[[nodiscard]] const DotProductKernels& dot_product_kernels(Level level) noexcept;
[[nodiscard]] inline const DotProductKernels& dot_product_kernels() noexcept {
  return dot_product_kernels(detected_level());
}

}  // namespace khoj::simd
