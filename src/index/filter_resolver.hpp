// Resolves a FilterExpression against one segment: to a bitset (kept in the segment's cache) or for one document. A
// column that the schema does not have, or has with another type, holds nothing. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>

#include "index/filter.hpp"
#include "index/filter_cache.hpp"
#include "index/schema.hpp"
#include "index/segment.hpp"

namespace khoj::index {

/// The documents of the segment, dead or alive, that pass. Null for FilterExpression::everything.
/// Cost: on a cache miss one pass over each number column named, and the lists of each keyword; where documents are
/// revised, a copy of the bits and a look at each of those, once for each state of them.
[[nodiscard]] std::shared_ptr<const FilterBits> resolve_filter(const Schema& schema, const Segment& segment,
                                                               const FilterExpression& filter);

/// Whether one document passes: what resolve_filter means, said plainly.
[[nodiscard]] bool passes_filter(const Schema& schema, const Segment& segment, const FilterExpression& filter,
                                 std::uint32_t doc);

}  // namespace khoj::index
