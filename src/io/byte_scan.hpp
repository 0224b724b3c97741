// Finds the first of two bytes in text, sixteen at a time where the compiler has SSE2 (every x86-64), else
// one by one.
#pragma once

#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace khoj::io {

/// @return the first position in [from, to) that holds `a` or `b`, or `to`.
[[nodiscard]] inline const char* find_either(const char* from, const char* to, char a, char b) noexcept {
#if defined(__SSE2__)
  const __m128i needle_a = _mm_set1_epi8(a);
  const __m128i needle_b = _mm_set1_epi8(b);
  for (; to - from >= 16; from += 16) {
    const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const __m128i hits = _mm_or_si128(_mm_cmpeq_epi8(chunk, needle_a), _mm_cmpeq_epi8(chunk, needle_b));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hits));
    if (mask != 0) return from + std::countr_zero(mask);
  }
#endif
  while (from != to && *from != a && *from != b) ++from;
  return from;
}

}  // namespace khoj::io
