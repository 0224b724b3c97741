// One page of results: found by the policy's sources, put in the policy's order or in that of a `sort`, and cut to what
// the request asks for, by offset or behind a cursor. Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/live_state.hpp"
#include "engine/request_checks.hpp"
#include "engine/search_request.hpp"
#include "index/match_set.hpp"
#include "pipeline/candidate.hpp"
#include "pipeline/context.hpp"
#include "rank/blend.hpp"

namespace khoj::engine {

struct Page {
  std::vector<rank::SourceResult> results;
  std::vector<pipeline::Candidate> candidates;  ///< In order; the first `window` have their cards and scores.
  std::size_t window = 0;
  std::vector<std::size_t> shown;  ///< Which candidates are on the page, ascending.
  std::vector<ItemGroup> groups;   ///< One a shown candidate, when the request groups.
  index::MatchSet matches;         ///< When the context collects them.
  std::uint64_t total = 0;         ///< Of groups, when the request groups.
  std::uint32_t words_required = 0;
  std::optional<std::string> next_cursor;
  bool partial = false;
};

/// The page of a request; `context.filter` and the like are filled in already. Errors: those of the sources.
base::Result<Page> make_page(const LiveState& live, const SearchRequest& request,
                             const UnderstoodRequest& understood, const pipeline::Context& context);

}  // namespace khoj::engine
