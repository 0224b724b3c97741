// A block of documents on their way through a conjunction. Belongs to one search.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "index/segment_format.hpp"
#include "simd/bitset.hpp"

namespace khoj::index {

/// Up to 128 candidates, ascending; slot says where a candidate's scores lie.
struct Candidates {
  std::uint32_t size = 0;
  alignas(32) std::array<std::uint32_t, kPostingBlock> docs;
  std::array<std::uint8_t, kPostingBlock> slots;

  template <typename Keep>
  void keep_if(Keep&& keep) {
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < size; ++i) {
      const std::uint32_t doc = docs[i];
      const std::uint8_t slot = slots[i];
      docs[kept] = doc;
      slots[kept] = slot;
      kept += keep(doc, slot) ? 1 : 0;
    }
    size = kept;
  }

  void keep(const simd::BlockMask& mask) {
    std::uint32_t kept = 0;
    for (std::uint32_t half = 0; half < 2; ++half) {
      for (std::uint64_t word = mask.words[half]; word != 0; word &= word - 1) {
        const auto i = half * 64 + static_cast<std::uint32_t>(std::countr_zero(word));
        docs[kept] = docs[i];
        slots[kept++] = slots[i];
      }
    }
    size = kept;
  }
};

}  // namespace khoj::index
