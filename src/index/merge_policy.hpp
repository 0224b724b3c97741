// Which segments to merge next: size tiers. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace khoj::index {

struct SegmentSize {
  std::uint32_t docs = 0;  ///< Dead ones included.
  std::uint32_t live = 0;
};

/// The places of the segments to merge into one: four or more of similar size (within a factor of four, all below 1,000
/// documents counting as similar), else one of which more than half is dead; empty when there is nothing to do. The
/// result never has more than `max_docs` documents.
[[nodiscard]] std::vector<std::size_t> choose_merge(std::span<const SegmentSize> segments,
                                                    std::uint32_t max_docs);

}  // namespace khoj::index
