// What a request says, checked and understood: its text, chips, filter, sort and cursor. Everything that can be wrong
// with a search is found here, before any work is done. Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/cursor.hpp"
#include "engine/live_state.hpp"
#include "engine/search_request.hpp"
#include "index/column_sort.hpp"
#include "query/chips.hpp"

namespace khoj::engine {

struct UnderstoodRequest {
  std::string text;  ///< The query without what was read as a price.
  std::vector<query::ParsedChip> chips;
  index::FilterExpression asked;  ///< Chips and filter.
  index::FilterExpression
      held;  ///< What holds whatever is asked: products that the settings hide are not there.
  std::vector<index::SortKey> sort;
  std::optional<std::size_t> group_column;  ///< Of the index; nothing when the request does not group.
  std::uint64_t binding = 0;                ///< What a cursor of this request is bound to.
  std::optional<Cursor> cursor;
  const CompiledPolicy* policy = nullptr;
};

/// Errors: invalid_argument with the request's field as context.
base::Result<UnderstoodRequest> understand(const LiveState& live, const SearchRequest& request);

}  // namespace khoj::engine
