// Taking filters apart and putting them together: what a filter says of one field, and what it says besides. Pure
// functions, thread-safe.
#pragma once

#include "index/filter.hpp"
#include "query/fields.hpp"

namespace khoj::query {

/// Splits a filter into those of its AND-ed parts that are about `field` alone, and the rest.
struct SplitFilter {
  index::FilterExpression about;  ///< Everything, when there is none.
  index::FilterExpression rest;
};
[[nodiscard]] SplitFilter split_filter(const index::FilterExpression& filter, const Field& field);

/// Both at once; either may be everything.
[[nodiscard]] index::FilterExpression both(index::FilterExpression a, index::FilterExpression b);

}  // namespace khoj::query
