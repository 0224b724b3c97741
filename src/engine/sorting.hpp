// The `sort` of a request: texts such as "price:asc", "relevance", "_random(42)", "_boost(brand:boat)" become the keys
// that index/column_sort follows. Pure functions, thread-safe.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "index/column_sort.hpp"
#include "index/schema.hpp"
#include "query/fields.hpp"

namespace khoj::engine {

/// Errors: invalid_argument with "sort[i]" as context.
base::Result<std::vector<index::SortKey>> parse_sort(const std::vector<std::string>& sort,
                                                     const query::FieldTable& fields,
                                                     const index::Schema& schema);

}  // namespace khoj::engine
