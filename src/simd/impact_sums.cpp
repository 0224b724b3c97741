#include "simd/impact_sums.hpp"

#include <algorithm>
#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace khoj::simd {
namespace {

// ---- Reference ----

void add_scalar(const std::uint64_t* bits, const std::uint8_t* impacts, std::uint16_t scale,
                std::uint16_t* sums, std::size_t words) noexcept {
  for (std::size_t w = 0; w < words; ++w) {
    for (std::uint64_t word = bits[w]; word != 0; word &= word - 1) {
      const std::uint32_t share = (std::uint32_t{*impacts++} * scale) >> 8U;
      std::uint16_t& sum = sums[w * 64 + static_cast<std::size_t>(std::countr_zero(word))];
      sum = static_cast<std::uint16_t>(sum + share);
    }
  }
}

void at_least_scalar(const std::uint16_t* sums, std::uint16_t low, std::uint64_t* out,
                     std::size_t words) noexcept {
  for (std::size_t w = 0; w < words; ++w) {
    out[w] = 0;
    for (std::size_t i = 0; i < 64; ++i) out[w] |= std::uint64_t{sums[w * 64 + i] >= low} << i;
  }
}

void maxima_scalar(const std::uint16_t* sums, std::uint16_t* out, std::size_t words) noexcept {
  for (std::size_t w = 0; w < words; ++w) out[w] = *std::max_element(sums + w * 64, sums + w * 64 + 64);
}

constexpr ImpactSumKernels kScalar = {add_scalar, at_least_scalar, maxima_scalar};

#if defined(__x86_64__)

// ---- AVX2 ----

#define KHOJ_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

KHOJ_AVX2 void add_avx2(const std::uint64_t* bits, const std::uint8_t* impacts, std::uint16_t scale,
                        std::uint16_t* sums, std::size_t words) noexcept {
  for (std::size_t w = 0; w < words; ++w) {
    for (std::uint64_t word = bits[w]; word != 0; word = _blsr_u64(word)) {
      const std::uint32_t share = (std::uint32_t{*impacts++} * scale) >> 8U;
      std::uint16_t& sum = sums[w * 64 + _tzcnt_u64(word)];
      sum = static_cast<std::uint16_t>(sum + share);
    }
  }
}

KHOJ_AVX2 void at_least_avx2(const std::uint16_t* sums, std::uint16_t low, std::uint64_t* out,
                             std::size_t words) noexcept {
  const __m256i lows = _mm256_set1_epi16(static_cast<short>(low));
  for (std::size_t w = 0; w < words; ++w) {
    std::uint64_t mask = 0;
    for (std::size_t half = 0; half < 2; ++half) {
      const auto* const at = reinterpret_cast<const __m256i*>(sums + w * 64 + half * 32);
      const __m256i a = _mm256_loadu_si256(at);
      const __m256i b = _mm256_loadu_si256(at + 1);
      const __m256i high_a = _mm256_cmpeq_epi16(_mm256_max_epu16(a, lows), a);
      const __m256i high_b = _mm256_cmpeq_epi16(_mm256_max_epu16(b, lows), b);
      // Packing works within halves of 128 bits: the permutation puts the quarters into order again.
      const __m256i bytes = _mm256_permute4x64_epi64(_mm256_packs_epi16(high_a, high_b), 0xD8);
      mask |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes))} << (half * 32);
    }
    out[w] = mask;
  }
}

KHOJ_AVX2 void maxima_avx2(const std::uint16_t* sums, std::uint16_t* out, std::size_t words) noexcept {
  for (std::size_t w = 0; w < words; ++w) {
    const auto* const at = reinterpret_cast<const __m256i*>(sums + w * 64);
    const __m256i low = _mm256_max_epu16(_mm256_loadu_si256(at), _mm256_loadu_si256(at + 1));
    const __m256i high = _mm256_max_epu16(_mm256_loadu_si256(at + 2), _mm256_loadu_si256(at + 3));
    const __m256i all = _mm256_max_epu16(low, high);
    const __m128i half = _mm_max_epu16(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1));
    // The instruction finds the least; of the complement that is the greatest.
    const __m128i least = _mm_minpos_epu16(_mm_xor_si128(half, _mm_set1_epi16(-1)));
    out[w] = static_cast<std::uint16_t>(~_mm_extract_epi16(least, 0));
  }
}

constexpr ImpactSumKernels kAvx2 = {add_avx2, at_least_avx2, maxima_avx2};

// ---- AVX-512 with VBMI2, whose expansion puts 64 impacts in front of their documents at once ----

#define KHOJ_VBMI2 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi2,bmi2,popcnt")))

KHOJ_VBMI2 void add_vbmi2(const std::uint64_t* bits, const std::uint8_t* impacts, std::uint16_t scale,
                          std::uint16_t* sums, std::size_t words) noexcept {
  const __m512i scales = _mm512_set1_epi16(static_cast<short>(scale));
  for (std::size_t w = 0; w < words; ++w) {
    const std::uint64_t word = bits[w];
    if (word == 0) continue;
    const __m512i spread = _mm512_maskz_expand_epi8(word, _mm512_loadu_si512(impacts));
    impacts += _mm_popcnt_u64(word);
    std::uint16_t* const at = sums + w * 64;
    for (int half = 0; half < 2; ++half) {
      const __m256i bytes = half == 0 ? _mm512_castsi512_si256(spread) : _mm512_extracti64x4_epi64(spread, 1);
      const __m512i high = _mm512_slli_epi16(_mm512_cvtepu8_epi16(bytes), 8);
      const __m512i share = _mm512_mulhi_epu16(high, scales);
      _mm512_storeu_si512(at + half * 32, _mm512_add_epi16(_mm512_loadu_si512(at + half * 32), share));
    }
  }
}

constexpr ImpactSumKernels kVbmi2 = {add_vbmi2, at_least_avx2, maxima_avx2};

#endif

}  // namespace

const ImpactSumKernels& impact_sum_kernels(Level level) noexcept {
#if defined(__x86_64__)
  static const bool kHasVbmi2 = __builtin_cpu_supports("avx512vbmi2") != 0;
  return kernels_at(level, &kScalar, &kAvx2, kHasVbmi2 ? &kVbmi2 : &kAvx2);
#else
  return kernels_at(level, &kScalar, &kScalar, &kScalar);
#endif
}

}  // namespace khoj::simd
