#include "simd/range.hpp"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace khoj::simd {
namespace {

// ---- Reference ----

template <typename T>
std::uint64_t range_word(const T* values, std::size_t count, T min, T max) noexcept {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < count; ++i) {
    word |= static_cast<std::uint64_t>(values[i] >= min && values[i] <= max) << i;
  }
  return word;
}

template <typename T>
void range_scalar(const T* values, std::size_t count, T min, T max, std::uint64_t* out) noexcept {
  for (std::size_t begin = 0; begin < count; begin += 64) {
    out[begin / 64] = range_word(values + begin, std::min<std::size_t>(64, count - begin), min, max);
  }
}

constexpr RangeKernels kScalar = {range_scalar<double>, range_scalar<std::uint8_t>,
                                  range_scalar<std::uint16_t>};

#if defined(__x86_64__)

// ---- AVX2 ----

#define KHOJ_AVX2 __attribute__((target("avx2")))

/// word(at): which of 64 values lie in the range.
template <typename T>
struct RangeAvx2;

template <>
struct RangeAvx2<double> {
  __m256d low;
  __m256d high;

  KHOJ_AVX2 RangeAvx2(double min, double max) noexcept
      : low(_mm256_set1_pd(min)), high(_mm256_set1_pd(max)) {}

  KHOJ_AVX2 std::uint64_t word(const double* at) const noexcept {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 64; i += 4) {
      const __m256d v = _mm256_loadu_pd(at + i);
      const __m256d in = _mm256_and_pd(_mm256_cmp_pd(v, low, _CMP_GE_OQ), _mm256_cmp_pd(v, high, _CMP_LE_OQ));
      word |= static_cast<std::uint64_t>(_mm256_movemask_pd(in)) << i;
    }
    return word;
  }
};

// Unsigned bytes have no comparison of their own: x − low ≤ high − low where the smaller of both is x − low.
template <>
struct RangeAvx2<std::uint8_t> {
  __m256i from;
  __m256i width;

  KHOJ_AVX2 RangeAvx2(std::uint8_t low, std::uint8_t high) noexcept
      : from(_mm256_set1_epi8(static_cast<char>(low))),
        width(_mm256_set1_epi8(static_cast<char>(high - low))) {}

  KHOJ_AVX2 std::uint64_t word(const std::uint8_t* at) const noexcept {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 64; i += 32) {
      const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + i));
      const __m256i x = _mm256_sub_epi8(v, from);
      const __m256i in = _mm256_cmpeq_epi8(_mm256_min_epu8(x, width), x);
      word |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(in))} << i;
    }
    return word;
  }
};

template <>
struct RangeAvx2<std::uint16_t> {
  __m256i from;
  __m256i width;

  KHOJ_AVX2 RangeAvx2(std::uint16_t low, std::uint16_t high) noexcept
      : from(_mm256_set1_epi16(static_cast<short>(low))),
        width(_mm256_set1_epi16(static_cast<short>(high - low))) {}

  KHOJ_AVX2 __m256i in_range(const std::uint16_t* at) const noexcept {
    const __m256i x = _mm256_sub_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)), from);
    return _mm256_cmpeq_epi16(_mm256_min_epu16(x, width), x);
  }
  KHOJ_AVX2 std::uint64_t word(const std::uint16_t* at) const noexcept {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 64; i += 32) {
      // Packing works in halves of 128 bits: the quarters come out as 0, 2, 1, 3.
      const __m256i packed = _mm256_packs_epi16(in_range(at + i), in_range(at + i + 16));
      const __m256i in = _mm256_permute4x64_epi64(packed, 0b11'01'10'00);
      word |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(in))} << i;
    }
    return word;
  }
};

template <typename T>
KHOJ_AVX2 void range_avx2(const T* values, std::size_t count, T min, T max, std::uint64_t* out) noexcept {
  const RangeAvx2<T> range(min, max);
  std::size_t begin = 0;
  for (; begin + 64 <= count; begin += 64) out[begin / 64] = range.word(values + begin);
  if (begin < count) out[begin / 64] = range_word(values + begin, count - begin, min, max);
}

constexpr RangeKernels kAvx2 = {range_avx2<double>, range_avx2<std::uint8_t>, range_avx2<std::uint16_t>};

// ---- AVX-512 ----

#define KHOJ_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq")))

template <typename T>
struct RangeAvx512;

template <>
struct RangeAvx512<double> {
  __m512d low;
  __m512d high;

  KHOJ_AVX512 RangeAvx512(double min, double max) noexcept
      : low(_mm512_set1_pd(min)), high(_mm512_set1_pd(max)) {}

  KHOJ_AVX512 std::uint64_t word(const double* at) const noexcept {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 64; i += 8) {
      const __m512d v = _mm512_loadu_pd(at + i);
      const __mmask8 in =
          _mm512_mask_cmp_pd_mask(_mm512_cmp_pd_mask(v, low, _CMP_GE_OQ), v, high, _CMP_LE_OQ);
      word |= static_cast<std::uint64_t>(in) << i;
    }
    return word;
  }
};

template <>
struct RangeAvx512<std::uint8_t> {
  __m512i from;
  __m512i width;

  KHOJ_AVX512 RangeAvx512(std::uint8_t low, std::uint8_t high) noexcept
      : from(_mm512_set1_epi8(static_cast<char>(low))),
        width(_mm512_set1_epi8(static_cast<char>(high - low))) {}

  KHOJ_AVX512 std::uint64_t word(const std::uint8_t* at) const noexcept {
    return _cvtmask64_u64(_mm512_cmple_epu8_mask(_mm512_sub_epi8(_mm512_loadu_si512(at), from), width));
  }
};

template <>
struct RangeAvx512<std::uint16_t> {
  __m512i from;
  __m512i width;

  KHOJ_AVX512 RangeAvx512(std::uint16_t low, std::uint16_t high) noexcept
      : from(_mm512_set1_epi16(static_cast<short>(low))),
        width(_mm512_set1_epi16(static_cast<short>(high - low))) {}

  KHOJ_AVX512 std::uint64_t word(const std::uint16_t* at) const noexcept {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 64; i += 32) {
      const __m512i x = _mm512_sub_epi16(_mm512_loadu_si512(at + i), from);
      word |= std::uint64_t{_cvtmask32_u32(_mm512_cmple_epu16_mask(x, width))} << i;
    }
    return word;
  }
};

template <typename T>
KHOJ_AVX512 void range_avx512(const T* values, std::size_t count, T min, T max, std::uint64_t* out) noexcept {
  const RangeAvx512<T> range(min, max);
  std::size_t begin = 0;
  for (; begin + 64 <= count; begin += 64) out[begin / 64] = range.word(values + begin);
  if (begin < count) out[begin / 64] = range_word(values + begin, count - begin, min, max);
}

constexpr RangeKernels kAvx512 = {range_avx512<double>, range_avx512<std::uint8_t>,
                                  range_avx512<std::uint16_t>};

#endif

}  // namespace

const RangeKernels& range_kernels(Level level) noexcept {
#if defined(__x86_64__)
  return kernels_at(level, &kScalar, &kAvx2, &kAvx512);
#else
  return kernels_at(level, &kScalar, &kScalar, &kScalar);
#endif
}

}  // namespace khoj::simd
