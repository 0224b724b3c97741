#include "simd/cpu.hpp"

namespace khoj::simd {
namespace {

Level detect() noexcept {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool avx2 =
      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vpopcntdq");
  if (avx2 && avx512) return Level::avx512;
  if (avx2) return Level::avx2;
#endif
  return Level::scalar;
}

}  // namespace

Level detected_level() noexcept {
  static const Level level = detect();
  return level;
}

std::string_view to_string(Level level) noexcept {
  switch (level) {
    case Level::avx512: return "avx512";
    case Level::avx2: return "avx2";
    case Level::scalar: break;
  }
  return "scalar";
}

}  // namespace khoj::simd
