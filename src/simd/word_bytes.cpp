#include "simd/word_bytes.hpp"

#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace khoj::simd {

std::uint64_t word_bytes_scalar(const char* text, std::size_t size) noexcept {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool is_letter = (c | 0x20U) >= 'a' && (c | 0x20U) <= 'z';
    const bool is_digit = c >= '0' && c <= '9';
    word |= static_cast<std::uint64_t>(is_letter || is_digit || c >= 0x80) << i;
  }
  return word;
}

#if defined(__SSE2__)

namespace {

/// Which of 16 bytes lie from `first` to `first` + `span`, unsigned.
__m128i in_range(__m128i bytes, char first, char span) noexcept {
  const __m128i behind = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
  return _mm_cmpeq_epi8(_mm_min_epu8(behind, _mm_set1_epi8(span)), behind);
}

}  // namespace

std::uint64_t word_bytes(const char* text, std::size_t size) noexcept {
  alignas(16) char padded[64];
  if (size < sizeof padded) {
    std::memset(padded, 0, sizeof padded);
    std::memcpy(padded, text, size);
    text = padded;
  }
  std::uint64_t word = 0;
  for (unsigned i = 0; i < size; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + i));
    const __m128i letters = in_range(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z' - 'a');
    const __m128i digits = in_range(bytes, '0', '9' - '0');
    // The highest bit of each byte is what movemask takes: that of a longer character is set already.
    const __m128i in_word = _mm_or_si128(_mm_or_si128(letters, digits), bytes);
    word |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(in_word))} << i;
  }
  return word;
}

#else

std::uint64_t word_bytes(const char* text, std::size_t size) noexcept {
  return word_bytes_scalar(text, size);
}

#endif

}  // namespace khoj::simd
