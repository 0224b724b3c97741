// Everything that a policy's sources match, as one MatchSet. Pure functions, thread-safe.
#pragma once

#include <span>

#include "base/result.hpp"
#include "index/match_set.hpp"
#include "pipeline/context.hpp"
#include "rank/blend.hpp"

namespace khoj::engine {

/// What the sources gave together; takes the sets out of `results`.
[[nodiscard]] index::MatchSet take_matches(std::span<rank::SourceResult> results);

/// What the sources of `results` match under `filter` instead of the context's. Errors: those of the sources.
base::Result<index::MatchSet> match_again(std::span<const rank::SourceResult> results,
                                          const pipeline::Context& context,
                                          const index::FilterExpression& filter);

}  // namespace khoj::engine
