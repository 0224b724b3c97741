// What CompletionIndex::complete answers, computed the plain way: every completion is compared with the query. For
// tests. Stateless and thread-safe.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "index/completion/completion.hpp"

namespace khoj::index::completion {

/// As CompletionIndex::complete over the index of `entries` (all of which the builder takes), without a budget.
[[nodiscard]] std::vector<Hit> complete_plainly(std::span<const Entry> entries, std::string_view typed,
                                                std::size_t k, const Options& options = {});

}  // namespace khoj::index::completion
