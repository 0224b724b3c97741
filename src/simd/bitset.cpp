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

constexpr BitsetKernels kScalar = {and_scalar,          and_not_scalar,       or_scalar,  popcount_scalar,
                                   and_popcount_scalar, add_to_planes_scalar, test_scalar};

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

constexpr BitsetKernels kAvx2 = {and_avx2,          and_not_avx2,       or_avx2,  popcount_avx2,
                                 and_popcount_avx2, add_to_planes_avx2, test_avx2};

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

constexpr BitsetKernels kAvx512 = {
    and_avx2, and_not_avx2, or_avx2, popcount_avx512, and_popcount_avx512, add_to_planes_avx2, test_avx2};

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
  return kernels_at(level, &kScalar, &kAvx2, &kAvx512);
#else
  return kernels_at(level, &kScalar, &kScalar, &kScalar);
#endif
}

}  // namespace khoj::simd
