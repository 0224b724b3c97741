#include "simd/bitset.hpp"

#include <algorithm>
#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace khoj::simd {
namespace {

// ---- Reference ----

void and_scalar(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out,
                std::size_t words) noexcept {
  for (std::size_t i = 0; i < words; ++i) out[i] = a[i] & b[i];
}

void and_not_scalar(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out,
                    std::size_t words) noexcept {
  for (std::size_t i = 0; i < words; ++i) out[i] = a[i] & ~b[i];
}

void or_scalar(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out,
               std::size_t words) noexcept {
  for (std::size_t i = 0; i < words; ++i) out[i] = a[i] | b[i];
}

std::uint64_t popcount_scalar(const std::uint64_t* a, std::size_t words) noexcept {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < words; ++i) count += static_cast<unsigned>(std::popcount(a[i]));
  return count;
}

std::uint64_t and_popcount_scalar(const std::uint64_t* a, const std::uint64_t* b,
                                  std::size_t words) noexcept {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < words; ++i) count += static_cast<unsigned>(std::popcount(a[i] & b[i]));
  return count;
}

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

void add_to_planes_scalar(const std::uint64_t* a, std::uint64_t* planes, std::size_t plane_count,
                          std::size_t words) noexcept {
  for (std::size_t i = 0; i < words; ++i) {
    std::uint64_t carry = a[i];
    for (std::size_t p = 0; p < plane_count; ++p) {
      std::uint64_t& plane = planes[p * words + i];
      const std::uint64_t next = plane & carry;
      plane ^= carry;
      carry = next;
    }
  }
}

BlockMask test_scalar(const std::uint64_t* bits, const std::uint32_t* elements, std::size_t count) noexcept {
  BlockMask out;
  for (std::size_t i = 0; i < count; ++i)
    out.words[i / 64] |= static_cast<std::uint64_t>(test_bit(bits, elements[i])) << (i % 64);
  return out;
}

constexpr BitsetKernels kScalar = {and_scalar,
                                   and_not_scalar,
                                   or_scalar,
                                   popcount_scalar,
                                   and_popcount_scalar,
                                   range_scalar<double>,
                                   range_scalar<std::uint8_t>,
                                   range_scalar<std::uint16_t>,
                                   add_to_planes_scalar,
                                   test_scalar};

#if defined(__x86_64__)

// ---- AVX2 ----

#define KHOJ_AVX2 __attribute__((target("avx2,bmi2,popcnt")))

KHOJ_AVX2 inline __m256i load256(const std::uint64_t* p) noexcept {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}
KHOJ_AVX2 inline void store256(std::uint64_t* p, __m256i v) noexcept {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
}

KHOJ_AVX2 void and_avx2(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out,
                        std::size_t words) noexcept {
  std::size_t i = 0;
  for (; i + 4 <= words; i += 4) store256(out + i, _mm256_and_si256(load256(a + i), load256(b + i)));
  and_scalar(a + i, b + i, out + i, words - i);
}

KHOJ_AVX2 void and_not_avx2(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out,
                            std::size_t words) noexcept {
  std::size_t i = 0;
  for (; i + 4 <= words; i += 4) store256(out + i, _mm256_andnot_si256(load256(b + i), load256(a + i)));
  and_not_scalar(a + i, b + i, out + i, words - i);
}

KHOJ_AVX2 void or_avx2(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out,
                       std::size_t words) noexcept {
  std::size_t i = 0;
  for (; i + 4 <= words; i += 4) store256(out + i, _mm256_or_si256(load256(a + i), load256(b + i)));
  or_scalar(a + i, b + i, out + i, words - i);
}

KHOJ_AVX2 std::uint64_t popcount_avx2(const std::uint64_t* a, std::size_t words) noexcept {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < words; ++i) count += static_cast<std::uint64_t>(_mm_popcnt_u64(a[i]));
  return count;
}

KHOJ_AVX2 std::uint64_t and_popcount_avx2(const std::uint64_t* a, const std::uint64_t* b,
                                          std::size_t words) noexcept {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < words; ++i) count += static_cast<std::uint64_t>(_mm_popcnt_u64(a[i] & b[i]));
  return count;
}

KHOJ_AVX2 void range_avx2(const double* values, std::size_t count, double min, double max,
                          std::uint64_t* out) noexcept {
  const __m256d low = _mm256_set1_pd(min);
  const __m256d high = _mm256_set1_pd(max);
  std::size_t begin = 0;
  for (; begin + 64 <= count; begin += 64) {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 64; i += 4) {
      const __m256d v = _mm256_loadu_pd(values + begin + i);
      const __m256d in = _mm256_and_pd(_mm256_cmp_pd(v, low, _CMP_GE_OQ), _mm256_cmp_pd(v, high, _CMP_LE_OQ));
      word |= static_cast<std::uint64_t>(_mm256_movemask_pd(in)) << i;
    }
    out[begin / 64] = word;
  }
  if (begin < count) out[begin / 64] = range_word(values + begin, count - begin, min, max);
}

// Unsigned bytes have no comparison of their own: x − low ≤ high − low where the smaller of both is x − low.
KHOJ_AVX2 void range_u8_avx2(const std::uint8_t* values, std::size_t count, std::uint8_t low,
                             std::uint8_t high, std::uint64_t* out) noexcept {
  const __m256i from = _mm256_set1_epi8(static_cast<char>(low));
  const __m256i width = _mm256_set1_epi8(static_cast<char>(high - low));
  std::size_t begin = 0;
  for (; begin + 64 <= count; begin += 64) {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 64; i += 32) {
      const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(values + begin + i));
      const __m256i x = _mm256_sub_epi8(v, from);
      const __m256i in = _mm256_cmpeq_epi8(_mm256_min_epu8(x, width), x);
      word |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(in))} << i;
    }
    out[begin / 64] = word;
  }
  if (begin < count) out[begin / 64] = range_word(values + begin, count - begin, low, high);
}

KHOJ_AVX2 void range_u16_avx2(const std::uint16_t* values, std::size_t count, std::uint16_t low,
                              std::uint16_t high, std::uint64_t* out) noexcept {
  const __m256i from = _mm256_set1_epi16(static_cast<short>(low));
  const __m256i width = _mm256_set1_epi16(static_cast<short>(high - low));
  const auto in_range = [&](const std::uint16_t* at) KHOJ_AVX2 {
    const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const __m256i x = _mm256_sub_epi16(v, from);
    return _mm256_cmpeq_epi16(_mm256_min_epu16(x, width), x);
  };
  std::size_t begin = 0;
  for (; begin + 64 <= count; begin += 64) {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 64; i += 32) {
      // Packing works in halves of 128 bits: the quarters come out as 0, 2, 1, 3.
      const __m256i packed =
          _mm256_packs_epi16(in_range(values + begin + i), in_range(values + begin + i + 16));
      const __m256i in = _mm256_permute4x64_epi64(packed, 0b11'01'10'00);
      word |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(in))} << i;
    }
    out[begin / 64] = word;
  }
  if (begin < count) out[begin / 64] = range_word(values + begin, count - begin, low, high);
}

KHOJ_AVX2 void add_to_planes_avx2(const std::uint64_t* a, std::uint64_t* planes, std::size_t plane_count,
                                  std::size_t words) noexcept {
  std::size_t i = 0;
  for (; i + 4 <= words; i += 4) {
    __m256i carry = load256(a + i);
    for (std::size_t p = 0; p < plane_count; ++p) {
      std::uint64_t* const at = planes + p * words + i;
      const __m256i plane = load256(at);
      store256(at, _mm256_xor_si256(plane, carry));
      carry = _mm256_and_si256(plane, carry);
    }
  }
  for (; i < words; ++i) {
    std::uint64_t carry = a[i];
    for (std::size_t p = 0; p < plane_count; ++p) {
      const std::uint64_t plane = planes[p * words + i];
      planes[p * words + i] = plane ^ carry;
      carry &= plane;
    }
  }
}

KHOJ_AVX2 BlockMask test_avx2(const std::uint64_t* bits, const std::uint32_t* elements,
                              std::size_t count) noexcept {
  BlockMask out;
  const int* const halves = reinterpret_cast<const int*>(bits);
  const __m256i low_five = _mm256_set1_epi32(31);
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(elements + i));
    const __m256i words = _mm256_i32gather_epi32(halves, _mm256_srli_epi32(v, 5), 4);
    // The element's bit becomes the sign.
    const __m256i signs = _mm256_sllv_epi32(words, _mm256_andnot_si256(v, low_five));
    const auto mask = static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(signs)));
    out.words[i / 64] |= std::uint64_t{mask} << (i % 64);
  }
  for (; i < count; ++i)
    out.words[i / 64] |= static_cast<std::uint64_t>(test_bit(bits, elements[i])) << (i % 64);
  return out;
}

constexpr BitsetKernels kAvx2 = {and_avx2,           and_not_avx2, or_avx2,       popcount_avx2,
                                 and_popcount_avx2,  range_avx2,   range_u8_avx2, range_u16_avx2,
                                 add_to_planes_avx2, test_avx2};

// ---- AVX-512: where it pays, counting and comparing ----

#define KHOJ_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vpopcntdq,bmi2,popcnt")))

KHOJ_AVX512 inline __mmask8 tail_mask(std::size_t words) noexcept {
  return static_cast<__mmask8>((1U << words) - 1U);
}

KHOJ_AVX512 std::uint64_t total512(__m512i sums) noexcept {
  alignas(64) std::uint64_t lanes[8];
  _mm512_store_si512(lanes, sums);
  return lanes[0] + lanes[1] + lanes[2] + lanes[3] + lanes[4] + lanes[5] + lanes[6] + lanes[7];
}

KHOJ_AVX512 std::uint64_t popcount_avx512(const std::uint64_t* a, std::size_t words) noexcept {
  __m512i sum = _mm512_setzero_si512();
  std::size_t i = 0;
  for (; i + 8 <= words; i += 8) sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(_mm512_loadu_si512(a + i)));
  if (i < words) {
    const __m512i v = _mm512_maskz_loadu_epi64(tail_mask(words - i), a + i);
    sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(v));
  }
  return total512(sum);
}

KHOJ_AVX512 std::uint64_t and_popcount_avx512(const std::uint64_t* a, const std::uint64_t* b,
                                              std::size_t words) noexcept {
  __m512i sum = _mm512_setzero_si512();
  std::size_t i = 0;
  for (; i + 8 <= words; i += 8) {
    const __m512i v = _mm512_and_si512(_mm512_loadu_si512(a + i), _mm512_loadu_si512(b + i));
    sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(v));
  }
  if (i < words) {
    const __mmask8 mask = tail_mask(words - i);
    const __m512i v =
        _mm512_and_si512(_mm512_maskz_loadu_epi64(mask, a + i), _mm512_maskz_loadu_epi64(mask, b + i));
    sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(v));
  }
  return total512(sum);
}

KHOJ_AVX512 void range_avx512(const double* values, std::size_t count, double min, double max,
                              std::uint64_t* out) noexcept {
  const __m512d low = _mm512_set1_pd(min);
  const __m512d high = _mm512_set1_pd(max);
  std::size_t begin = 0;
  for (; begin + 64 <= count; begin += 64) {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 64; i += 8) {
      const __m512d v = _mm512_loadu_pd(values + begin + i);
      const __mmask8 in =
          _mm512_mask_cmp_pd_mask(_mm512_cmp_pd_mask(v, low, _CMP_GE_OQ), v, high, _CMP_LE_OQ);
      word |= static_cast<std::uint64_t>(in) << i;
    }
    out[begin / 64] = word;
  }
  if (begin < count) out[begin / 64] = range_word(values + begin, count - begin, min, max);
}

KHOJ_AVX512 void range_u8_avx512(const std::uint8_t* values, std::size_t count, std::uint8_t low,
                                 std::uint8_t high, std::uint64_t* out) noexcept {
  const __m512i from = _mm512_set1_epi8(static_cast<char>(low));
  const __m512i width = _mm512_set1_epi8(static_cast<char>(high - low));
  std::size_t begin = 0;
  for (; begin + 64 <= count; begin += 64) {
    const __m512i x = _mm512_sub_epi8(_mm512_loadu_si512(values + begin), from);
    out[begin / 64] = _cvtmask64_u64(_mm512_cmple_epu8_mask(x, width));
  }
  if (begin < count) out[begin / 64] = range_word(values + begin, count - begin, low, high);
}

KHOJ_AVX512 void range_u16_avx512(const std::uint16_t* values, std::size_t count, std::uint16_t low,
                                  std::uint16_t high, std::uint64_t* out) noexcept {
  const __m512i from = _mm512_set1_epi16(static_cast<short>(low));
  const __m512i width = _mm512_set1_epi16(static_cast<short>(high - low));
  std::size_t begin = 0;
  for (; begin + 64 <= count; begin += 64) {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 64; i += 32) {
      const __m512i x = _mm512_sub_epi16(_mm512_loadu_si512(values + begin + i), from);
      word |= std::uint64_t{_cvtmask32_u32(_mm512_cmple_epu16_mask(x, width))} << i;
    }
    out[begin / 64] = word;
  }
  if (begin < count) out[begin / 64] = range_word(values + begin, count - begin, low, high);
}

constexpr BitsetKernels kAvx512 = {
    and_avx2,     and_not_avx2,    or_avx2,          popcount_avx512,    and_popcount_avx512,
    range_avx512, range_u8_avx512, range_u16_avx512, add_to_planes_avx2, test_avx2};

#endif

}  // namespace

BlockMask bytes_at_least_scalar(const std::uint8_t* values, std::size_t count, std::uint8_t low) noexcept {
  BlockMask out;
  for (std::size_t i = 0; i < count; ++i)
    out.words[i / 64] |= static_cast<std::uint64_t>(values[i] >= low) << (i % 64);
  return out;
}

BlockMask bytes_at_least(const std::uint8_t* values, std::size_t count, std::uint8_t low) noexcept {
#if defined(__x86_64__)
  // SSE2 is in every x86-64: nothing to dispatch.
  BlockMask out;
  const __m128i lows = _mm_set1_epi8(static_cast<char>(low));
  for (std::size_t i = 0; i < count; i += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(values + i));
    const auto bits = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(v, lows), v)));
    out.words[i / 64] |= std::uint64_t{bits} << (i % 64);
  }
  for (std::size_t word = 0; word < 2; ++word) {
    const std::size_t used = count > word * 64 ? std::min<std::size_t>(64, count - word * 64) : 0;
    if (used < 64) out.words[word] &= (std::uint64_t{1} << used) - 1;
  }
  return out;
#else
  return bytes_at_least_scalar(values, count, low);
#endif
}

const BitsetKernels& bitset_kernels(Level level) noexcept {
#if defined(__x86_64__)
  switch (std::min(level, detected_level())) {
    case Level::avx512: return kAvx512;
    case Level::avx2: return kAvx2;
    case Level::scalar: break;
  }
#endif
  return kScalar;
}

}  // namespace khoj::simd
