// The pipeline's run for one search: understand, retrieve, blend, rank, arrange, record. A pure function of the
// request and an immutable LiveState; thread-safe.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "engine/compiled_policy.hpp"
#include "engine/search_request.hpp"
#include "engine/search_settings.hpp"
#include "pipeline/impression.hpp"
#include "pipeline/snapshot.hpp"
#include "query/query_parser.hpp"

namespace khoj::engine {

/// Everything that a search reads. Replaced as a whole; a request keeps the one that it began with.
struct LiveState {
  std::shared_ptr<const pipeline::Snapshot> snapshot;
  std::shared_ptr<const SearchSettings> settings;
  std::shared_ptr<const query::QueryParser> parser;
  std::shared_ptr<const PolicyTable> policies;
  bool price_intent = true;
};

/// Errors: invalid_argument with the request's field as context.
base::Result<SearchResponse> run_search(const LiveState& live, const SearchRequest& request,
                                        pipeline::ImpressionSink& impressions);

}  // namespace khoj::engine
