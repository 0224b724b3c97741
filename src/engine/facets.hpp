// Facets: for each field that a request names, what the products that match hold, counted exactly over all pages.
//
// Disjunctive: the counts of a field disregard what the request itself asks of that field among its AND-ed terms and
// chips (the brand "boAt" chosen, the other brands still say how many they would add); every other filter holds. All
// counts are made at the level, the number of words that a product must hold, that the search came to. Pure functions,
// thread-safe.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "engine/live_state.hpp"
#include "engine/search_request.hpp"
#include "index/match_set.hpp"
#include "pipeline/context.hpp"
#include "rank/blend.hpp"

namespace khoj::engine {

/// What was found, and how to find it again under another filter.
struct FacetScope {
  const LiveState* live = nullptr;
  const pipeline::Context* context = nullptr;
  const index::FilterExpression* asked = nullptr;  ///< The request's own filter.
  const index::FilterExpression* held = nullptr;   ///< What holds besides.
  std::span<const rank::SourceResult> results;
  const index::MatchSet* matches = nullptr;  ///< Under the whole filter.
  std::optional<std::size_t> group_column;   ///< Groups are counted in place of products.
};

/// The matches that the values of `field` are counted over: the filter without what it says of that field.
base::Result<index::MatchSet> matches_for(const FacetScope& scope, const query::Field& field);

/// Counts every requested field; stops between two when the context's deadline has passed.
/// REQUIRES: the requests are valid. Errors: those of the sources.
base::Result<std::vector<Facet>> count_facets(const FacetScope& scope,
                                              std::span<const FacetRequest> requests);

}  // namespace khoj::engine
