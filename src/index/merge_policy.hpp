// Which segments to merge next: size tiers while documents arrive, few segments when none do. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace khoj::index {

struct SegmentSize {
  std::uint32_t docs = 0;  ///< Dead ones included.
  std::uint32_t live = 0;
  std::uint32_t revised = 0;  ///< Have other values by now, dead ones included.
};

/// The places of the segments to merge into one: four or more of similar size (within a factor of four, all below 1,000
/// documents counting as similar), else one of which more than half is dead or revised; empty when there is nothing to
/// do. The result never has more than `max_docs` documents.
[[nodiscard]] std::vector<std::size_t> choose_merge(std::span<const SegmentSize> segments,
                                                    std::uint32_t max_docs);

/// The same while nothing is being written: from the smallest up, segments join as long as the next one is at most four
/// times as large as those before it together. What stays has few segments, and a document is rewritten a logarithmic
/// number of times however often writing rests. Where none join, one of which an eighth is revised.
[[nodiscard]] std::vector<std::size_t> choose_merge_at_rest(std::span<const SegmentSize> segments,
                                                            std::uint32_t max_docs);

}  // namespace khoj::index
