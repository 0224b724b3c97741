// How many typing mistakes lie between two words, cell by cell as it is defined: for short names (a key that is nearly
// right) and as what faster ways are compared with. Pure function.
#pragma once

#include <cstddef>
#include <string_view>

namespace khoj::base {

/// Bytes inserted, lost, replaced, or swapped with their neighbour (optimal string alignment: none takes part in two).
/// Cost: a.size() · b.size() cells.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace khoj::base
