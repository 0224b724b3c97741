// Finds words in text that no analyzer is worth: which bytes are letters and digits. SSE2, which every x86-64 has, else
// the reference. Pure functions, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

namespace khoj::simd {

/// Bit i = text[i] is an ASCII letter or digit, or part of a longer character, for i < size <= 64.
[[nodiscard]] std::uint64_t word_bytes(const char* text, std::size_t size) noexcept;
[[nodiscard]] std::uint64_t word_bytes_scalar(const char* text, std::size_t size) noexcept;

}  // namespace khoj::simd
