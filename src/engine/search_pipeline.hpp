// The pipeline's run for one search: understand, retrieve, blend, rank, arrange, count facets, record; or what the same
// request got before on the same LiveState. A pure function of the request and an immutable LiveState; thread-safe.
#pragma once

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "engine/live_state.hpp"
#include "engine/search_request.hpp"
#include "pipeline/impression.hpp"

namespace khoj::engine {

/// `now` is the clock of the request's time budget.
/// Errors: invalid_argument with the request's field as context.
base::Result<SearchResponse> run_search(const LiveState& live, const SearchRequest& request,
                                        pipeline::ImpressionSink& impressions,
                                        const base::MonotonicNow& now = base::SteadyClock::now);

/// The page's products alone, at most 1,000; nothing is recorded. Errors: as run_search.
base::Result<std::vector<domain::ItemId>> find_items(const LiveState& live, const SearchRequest& request);

/// Counts the values of one field over what matches. Errors: as run_search.
base::Result<FacetSearchResponse> run_facet_search(const LiveState& live, const FacetSearchRequest& request);

}  // namespace khoj::engine
