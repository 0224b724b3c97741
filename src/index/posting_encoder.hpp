// Writes a posting list as a segment has it (docs/formats/segment.md). Pure functions.
#pragma once

#include <cstdint>
#include <span>

#include "index/bytes.hpp"

namespace khoj::index {

/// Appends the list to `out`, whose size is a multiple of 4 before and after. `docs` ascend, there is at least one, and
/// `impacts` has one for each. `scratch` is overwritten.
void append_postings(Bytes& out, std::span<const std::uint32_t> docs, std::span<const std::uint8_t> impacts,
                     Bytes& scratch);

}  // namespace khoj::index
