// A MatchSet is every document of one snapshot that a search matches, a bitset a segment: what counting, sorting and
// grouping work on. Plain data; valid only together with its snapshot.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace khoj::index {

struct MatchSet {
  /// Bit d of segments[s] is document d of segment s. Live documents only; no bits behind the last document.
  std::vector<std::vector<std::uint64_t>> segments;
};

/// Calls `visit(doc)` for the ones of `words`, ascending.
template <typename Visit>
void for_each_bit(const std::vector<std::uint64_t>& words, Visit&& visit) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::uint64_t word = words[i]; word != 0; word &= word - 1) {
      visit(static_cast<std::uint32_t>(i * 64) + static_cast<std::uint32_t>(std::countr_zero(word)));
    }
  }
}

}  // namespace khoj::index
