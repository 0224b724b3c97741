// Kernels over dense bitsets: arrays of 64-bit words in which bit i of word w stands for element 64·w + i. They know
// nothing of who owns the words. Every kernel has a scalar reference; bitset_kernels() gives the fastest that runs
// here. Pure functions, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "simd/cpu.hpp"

namespace khoj::simd {

/// A bit for each of up to 128 elements.
struct BlockMask {
  std::uint64_t words[2] = {0, 0};

  [[nodiscard]] bool empty() const noexcept { return (words[0] | words[1]) == 0; }
  BlockMask& operator&=(const BlockMask& other) noexcept {
    words[0] &= other.words[0];
    words[1] &= other.words[1];
    return *this;
  }
};

struct BitsetKernels {
  /// out[i] = a[i] & b[i], for i < words. `out` may be `a` or `b`.
  void (*bit_and)(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out,
                  std::size_t words) noexcept;
  /// out[i] = a[i] & ~b[i].
  void (*bit_and_not)(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out,
                      std::size_t words) noexcept;
  /// out[i] = a[i] | b[i].
  void (*bit_or)(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out,
                 std::size_t words) noexcept;
  /// The number of ones.
  std::uint64_t (*popcount)(const std::uint64_t* a, std::size_t words) noexcept;
  /// The number of ones of a & b.
  std::uint64_t (*and_popcount)(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) noexcept;
  /// Adds the bitset `a` to the counters whose bits lie in `planes`: plane p is planes[p · words], bit i of it is bit p
  /// of counter i. `plane_count` planes hold counts up to 2^plane_count − 1; the caller sees to it that none overflows.
  void (*add_to_planes)(const std::uint64_t* a, std::uint64_t* planes, std::size_t plane_count,
                        std::size_t words) noexcept;
  /// Bit i of the result = whether elements[i] is in the bitset, for i < count <= 128. Elements are below 2^31.
  BlockMask (*test)(const std::uint64_t* bits, const std::uint32_t* elements, std::size_t count) noexcept;
};

/// The kernels of one level; a level that this processor lacks gives the best one below it.
[[nodiscard]] const BitsetKernels& bitset_kernels(Level level) noexcept;
[[nodiscard]] inline const BitsetKernels& bitset_kernels() noexcept {
  return bitset_kernels(detected_level());
}

/// The ones of one word, without a call where the compiler may not assume the instruction.
[[nodiscard]] constexpr unsigned popcount_word(std::uint64_t x) noexcept {
  x -= (x >> 1) & 0x5555555555555555ULL;
  x = (x & 0x3333333333333333ULL) + ((x >> 2) & 0x3333333333333333ULL);
  x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0FULL;
  return static_cast<unsigned>((x * 0x0101010101010101ULL) >> 56);
}

/// Bit i of the mask = values[i] >= low, for i < count <= 128. May read up to 15 bytes behind `values` + count.
[[nodiscard]] BlockMask bytes_at_least_scalar(const std::uint8_t* values, std::size_t count,
                                              std::uint8_t low) noexcept;
[[nodiscard]] BlockMask bytes_at_least(const std::uint8_t* values, std::size_t count,
                                       std::uint8_t low) noexcept;

/// Words that `bits` bits take.
[[nodiscard]] constexpr std::size_t words_for(std::size_t bits) noexcept { return (bits + 63) / 64; }

[[nodiscard]] inline bool test_bit(const std::uint64_t* words, std::size_t i) noexcept {
  return ((words[i >> 6] >> (i & 63)) & 1U) != 0;
}
inline void set_bit(std::uint64_t* words, std::size_t i) noexcept {
  words[i >> 6] |= std::uint64_t{1} << (i & 63);
}
/// Sets many, which ascend: each word is written once, so that no bit waits for the one before.
inline void set_bits(std::uint64_t* words, std::span<const std::uint32_t> bits) noexcept {
  if (bits.empty()) return;
  std::uint32_t at = bits[0] >> 6;
  std::uint64_t word = 0;
  for (const std::uint32_t i : bits) {
    if (i >> 6 != at) {
      words[at] |= std::exchange(word, 0);
      at = i >> 6;
    }
    word |= std::uint64_t{1} << (i & 63);
  }
  words[at] |= word;
}

}  // namespace khoj::simd
