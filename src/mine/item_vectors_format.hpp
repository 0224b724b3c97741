// Vectors of items as bytes, byte by byte in docs/formats/item-vectors.md: where each section lies, and a view that reads
// them in place. What read_item_vectors() passes can be read without further checks. A view is only a view, of bytes that
// never change.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.hpp"

namespace khoj::mine {

static_assert(std::endian::native == std::endian::little, "vectors are little-endian and read in place");

inline constexpr std::array<char, 8> kItemVectorsMagic = {'k', 'h', 'o', 'j', 'i', 'v', 'c', '\n'};
inline constexpr std::uint32_t kItemVectorsVersion = 1;
inline constexpr std::uint32_t kMaxItemVectors = 1U << 31U;
inline constexpr std::uint32_t kMaxItemVectorDim = 1'024;

struct ItemVectorsHeader {
  std::array<char, 8> magic = kItemVectorsMagic;
  std::uint32_t version = kItemVectorsVersion;
  std::uint32_t dim = 0;   ///< 1 to kMaxItemVectorDim.
  std::uint32_t rows = 0;  ///< At most kMaxItemVectors.
  std::array<std::uint32_t, 11> reserved{};
};
static_assert(sizeof(ItemVectorsHeader) == 64);

/// Where each section begins; each at a multiple of 64.
struct ItemVectorsLayout {
  std::uint64_t items, scales, numbers, checksum;
  std::uint64_t size;    ///< Of everything.
  std::uint64_t stride;  ///< Bytes of a row: dim, rounded up to a multiple of simd::kDotBlock.
};
[[nodiscard]] ItemVectorsLayout layout_of(const ItemVectorsHeader& header) noexcept;

struct ItemVectorsView {
  std::uint32_t dim = 0;
  std::uint32_t rows = 0;
  std::size_t stride = 0;
  const std::uint32_t* items = nullptr;  ///< (rows), ascending.
  const float* scales = nullptr;  ///< (rows), finite, not negative: what the numbers of a row are times.
  const std::int8_t* numbers = nullptr;  ///< (rows, stride), row-major; what is behind dim is 0.
};

/// What is checked: everything, or (for fuzzing) everything but the checksum.
enum class ItemVectorsChecks { all, structure };

/// @param bytes at an address that is a multiple of 8.
/// Errors: corruption, unsupported (another version). Cost: a pass over the bytes.
[[nodiscard]] base::Result<ItemVectorsView> read_item_vectors(
    std::span<const std::byte> bytes, ItemVectorsChecks checks = ItemVectorsChecks::all);

}  // namespace khoj::mine
