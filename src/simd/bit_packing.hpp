// Bit-packing of ascending doc_ids, at most 128 at a time: gap i (value i − value i−1 − 1) is stored in `bits` bits,
// least significant first, one after the other without padding. The scalar reference is the format's definition; the
// AVX2 kernel reads the same bytes. Pure functions, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/cpu.hpp"

namespace khoj::simd {

inline constexpr std::size_t kPackedBlock = 128;
/// Gaps have at most this many bits: eight of them can then be cut out of 32-bit loads, and 128 of them cannot
/// overflow 32 bits.
inline constexpr unsigned kMaxGapBits = 24;
/// Kernels may read so many bytes behind the packed ones (they never depend on them).
inline constexpr std::size_t kUnpackOverread = 32;

/// Bytes that `count` gaps of `bits` bits take.
[[nodiscard]] constexpr std::size_t packed_bytes(std::size_t count, unsigned bits) noexcept {
  return (count * bits + 7) / 8;
}

/// The bits that the gaps of the strictly ascending `values` need, the first gap counted from `previous`.
/// `previous` is the value before the first, 2^32 − 1 for none.
[[nodiscard]] unsigned gap_bits(const std::uint32_t* values, std::size_t count,
                                std::uint32_t previous) noexcept;

/// Writes packed_bytes(count, bits) bytes. `bits` >= gap_bits(...).
void pack_gaps(const std::uint32_t* values, std::size_t count, std::uint32_t previous, unsigned bits,
               std::uint8_t* out) noexcept;

/// Reads `count` <= 128 values back: out[i] for i < count; out has room for 128, what is behind `count` is undefined.
/// No value is greater than `limit`, whatever the bytes are.
using UnpackGaps = void (*)(const std::uint8_t* in, std::size_t count, unsigned bits, std::uint32_t previous,
                            std::uint32_t limit, std::uint32_t* out) noexcept;

/// The kernel of one level; a level that this processor lacks gives the best one below it.
[[nodiscard]] UnpackGaps unpack_gaps(Level level) noexcept;

}  // namespace khoj::simd
