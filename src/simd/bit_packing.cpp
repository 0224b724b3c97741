#include "simd/bit_packing.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace khoj::simd {
namespace {

void unpack_scalar(const std::uint8_t* in, std::size_t count, unsigned bits, std::uint32_t previous,
                   std::uint32_t limit, std::uint32_t* out) noexcept {
  const std::uint32_t mask = (std::uint32_t{1} << bits) - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t bit = i * bits;
    std::uint32_t word = 0;
    std::memcpy(&word, in + bit / 8, sizeof(word));
    previous += ((word >> (bit % 8)) & mask) + 1;
    out[i] = std::min(previous, limit);
  }
}

#if defined(__x86_64__)

/// How to cut eight gaps of `bits` bits out of two 16-byte loads: which bytes go to each 32-bit lane, and how far each
/// lane is shifted. Gaps 4 to 7 begin at bit 4·bits, whose byte the second load starts at.
struct Cut {
  alignas(32) std::array<std::uint8_t, 32> bytes{};
  alignas(32) std::array<std::uint32_t, 8> shifts{};
};

constexpr std::array<Cut, kMaxGapBits + 1> make_cuts() {
  std::array<Cut, kMaxGapBits + 1> cuts{};
  for (unsigned bits = 0; bits <= kMaxGapBits; ++bits) {
    for (unsigned lane = 0; lane < 8; ++lane) {
      const unsigned start = lane < 4 ? 0 : (4 * bits) / 8 * 8;
      const unsigned bit = lane * bits - start;
      cuts[bits].shifts[lane] = bit % 8;
      for (unsigned byte = 0; byte < 4; ++byte) {
        cuts[bits].bytes[lane * 4 + byte] = static_cast<std::uint8_t>(bit / 8 + byte);
      }
    }
  }
  return cuts;
}

constexpr std::array<Cut, kMaxGapBits + 1> kCuts = make_cuts();

__attribute__((target("avx2"))) void unpack_avx2(const std::uint8_t* in, std::size_t count, unsigned bits,
                                                 std::uint32_t previous, std::uint32_t limit,
                                                 std::uint32_t* out) noexcept {
  const Cut& cut = kCuts[bits];
  const __m256i bytes = _mm256_load_si256(reinterpret_cast<const __m256i*>(cut.bytes.data()));
  const __m256i shifts = _mm256_load_si256(reinterpret_cast<const __m256i*>(cut.shifts.data()));
  const __m256i mask = _mm256_set1_epi32(static_cast<int>((std::uint32_t{1} << bits) - 1));
  const __m256i highest = _mm256_set1_epi32(static_cast<int>(limit));
  const __m256i ones = _mm256_set1_epi32(1);
  const __m256i last_lane = _mm256_set1_epi32(7);
  const __m256i low_half_end = _mm256_set1_epi32(3);
  __m256i base = _mm256_set1_epi32(static_cast<int>(previous));
  const std::size_t second = (4 * bits) / 8;
  for (std::size_t i = 0; i < count; i += 8, in += bits) {
    const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
    const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + second));
    __m256i v = _mm256_shuffle_epi8(_mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1), bytes);
    v = _mm256_add_epi32(_mm256_and_si256(_mm256_srlv_epi32(v, shifts), mask), ones);
    // Prefix sum in each half, then the low half's total onto the high half.
    v = _mm256_add_epi32(v, _mm256_slli_si256(v, 4));
    v = _mm256_add_epi32(v, _mm256_slli_si256(v, 8));
    const __m256i carry = _mm256_permutevar8x32_epi32(v, low_half_end);
    v = _mm256_add_epi32(v, _mm256_blend_epi32(_mm256_setzero_si256(), carry, 0xF0));
    v = _mm256_add_epi32(v, base);
    base = _mm256_permutevar8x32_epi32(v, last_lane);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i), _mm256_min_epu32(v, highest));
  }
}

#endif

}  // namespace

unsigned gap_bits(const std::uint32_t* values, std::size_t count, std::uint32_t previous) noexcept {
  std::uint32_t all = 0;
  for (std::size_t i = 0; i < count; ++i) {
    all |= values[i] - previous - 1;
    previous = values[i];
  }
  return static_cast<unsigned>(std::bit_width(all));
}

void pack_gaps(const std::uint32_t* values, std::size_t count, std::uint32_t previous, unsigned bits,
               std::uint8_t* out) noexcept {
  std::uint64_t buffer = 0;
  unsigned held = 0;
  for (std::size_t i = 0; i < count; ++i) {
    buffer |= static_cast<std::uint64_t>(values[i] - previous - 1) << held;
    held += bits;
    previous = values[i];
    for (; held >= 8; held -= 8, buffer >>= 8) *out++ = static_cast<std::uint8_t>(buffer);
  }
  if (held > 0) *out = static_cast<std::uint8_t>(buffer);
}

UnpackGaps unpack_gaps(Level level) noexcept {
#if defined(__x86_64__)
  if (std::min(level, detected_level()) >= Level::avx2) return unpack_avx2;
#endif
  return unpack_scalar;
}

}  // namespace khoj::simd
