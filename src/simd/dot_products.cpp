#include "simd/dot_products.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace khoj::simd {
namespace {

// ---- Reference ----

void multiply_scalar(const std::int8_t* query, const std::int8_t* rows, std::size_t stride, std::size_t count,
                     std::int32_t* out) noexcept {
  for (std::size_t row = 0; row < count; ++row, rows += stride) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < stride; ++i) sum += std::int32_t{query[i]} * std::int32_t{rows[i]};
    out[row] = sum;
  }
}

constexpr DotProductKernels kScalar = {multiply_scalar};

#if defined(__x86_64__)

// ---- AVX2 ----

#define KHOJ_AVX2 __attribute__((target("avx2")))

KHOJ_AVX2 std::int32_t sum_of(__m256i lanes) noexcept {
  __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
  sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4E));
  sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xB1));
  return _mm_cvtsi128_si32(sum);
}

KHOJ_AVX2 void multiply_avx2(const std::int8_t* query, const std::int8_t* rows, std::size_t stride,
                             std::size_t count, std::int32_t* out) noexcept {
  const __m256i ones = _mm256_set1_epi16(1);
  for (std::size_t row = 0; row < count; ++row, rows += stride) {
    __m256i sum = _mm256_setzero_si256();
    for (std::size_t i = 0; i < stride; i += kDotBlock) {
      const __m256i q = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(query + i));
      const __m256i r = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(rows + i));
      // |r| times q with r's sign: two products are at most 2 · 128 · 127, which 16 bits hold.
      const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(r), _mm256_sign_epi8(q, r));
      sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, ones));
    }
    out[row] = sum_of(sum);
  }
}

constexpr DotProductKernels kAvx2 = {multiply_avx2};

// ---- AVX-512 VNNI, whose instruction adds up four products of a number without a sign and one with ----

#define KHOJ_VNNI __attribute__((target("avx2,avx512f,avx512vl,avx512vnni")))

/// Rows are read as 128 more than they are: the flipped sign bit makes a number without a sign of one with.
KHOJ_VNNI __m256i flipped_sums(const std::int8_t* query, const std::int8_t* row,
                               std::size_t stride) noexcept {
  const __m256i flip = _mm256_set1_epi8(static_cast<char>(-128));
  __m256i sum = _mm256_setzero_si256();
  for (std::size_t i = 0; i < stride; i += kDotBlock) {
    const __m256i q = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(query + i));
    const __m256i r = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row + i));
    sum = _mm256_dpbusd_epi32(sum, _mm256_xor_si256(r, flip), q);
  }
  return sum;
}

KHOJ_VNNI void multiply_vnni(const std::int8_t* query, const std::int8_t* rows, std::size_t stride,
                             std::size_t count, std::int32_t* out) noexcept {
  std::int32_t more = 0;  // What the flipped signs add to every sum.
  for (std::size_t i = 0; i < stride; ++i) more += 128 * std::int32_t{query[i]};
  std::size_t row = 0;
  for (; row + 4 <= count; row += 4, rows += 4 * stride) {
    // Four rows are added up across their lanes at once.
    const __m256i ab =
        _mm256_hadd_epi32(flipped_sums(query, rows, stride), flipped_sums(query, rows + stride, stride));
    const __m256i cd = _mm256_hadd_epi32(flipped_sums(query, rows + 2 * stride, stride),
                                         flipped_sums(query, rows + 3 * stride, stride));
    const __m256i abcd = _mm256_hadd_epi32(ab, cd);
    const __m128i sums = _mm_add_epi32(_mm256_castsi256_si128(abcd), _mm256_extracti128_si256(abcd, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + row), _mm_sub_epi32(sums, _mm_set1_epi32(more)));
  }
  for (; row < count; ++row, rows += stride) out[row] = sum_of(flipped_sums(query, rows, stride)) - more;
}

constexpr DotProductKernels kVnni = {multiply_vnni};

#endif

}  // namespace

const DotProductKernels& dot_product_kernels(Level level) noexcept {
#if defined(__x86_64__)
  static const bool kHasVnni = __builtin_cpu_supports("avx512vnni") != 0;
  return kernels_at(level, &kScalar, &kAvx2, kHasVnni ? &kVnni : &kAvx2);
#else
  return kernels_at(level, &kScalar, &kScalar, &kScalar);
#endif
}

}  // namespace khoj::simd
