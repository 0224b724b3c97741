// Which categories a page begins with. Pure functions, thread-safe.
#pragma once

#include <string>
#include <vector>

#include "engine/live_state.hpp"
#include "engine/search_request.hpp"

namespace khoj::engine {

struct CategoryPicks {
  std::string category;  ///< As products spell it.
  std::vector<ResultItem> items;
};

struct LeadingCategory {
  std::string label;
  std::string slug;
};

/// Top-level categories: those with the most decayed events first, then those with the most products. Made once a second.
[[nodiscard]] std::vector<LeadingCategory> leading_categories(const LiveState& live, std::size_t limit);

}  // namespace khoj::engine
