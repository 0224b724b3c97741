// Which instruction sets this processor and operating system offer, as levels that kernels are written for. Detected
// once; thread-safe.
#pragma once

#include <string_view>

namespace khoj::simd {

/// Kernels exist for these; each level includes the ones before it.
enum class Level {
  scalar,
  avx2,    ///< AVX2, BMI2, POPCNT.
  avx512,  ///< AVX-512 F, BW, VL, DQ and VPOPCNTDQ.
};

/// The highest level that runs here.
[[nodiscard]] Level detected_level() noexcept;

/// The kernels of the level that is asked for, or of the highest that runs here.
template <typename Kernels>
[[nodiscard]] const Kernels& kernels_at(Level level, const Kernels* scalar, const Kernels* avx2,
                                        const Kernels* avx512) noexcept {
  switch (level < detected_level() ? level : detected_level()) {
    case Level::avx512: return *avx512;
    case Level::avx2: return *avx2;
    case Level::scalar: break;
  }
  return *scalar;
}

[[nodiscard]] std::string_view to_string(Level level) noexcept;

}  // namespace khoj::simd
