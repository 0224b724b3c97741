// From candidates to what a result list shows: reads the cards of candidates, and dresses one as a ResultItem. Pure
// functions, thread-safe.
#pragma once

#include <span>

#include "engine/search_request.hpp"
#include "index/index_snapshot.hpp"
#include "pipeline/candidate.hpp"

namespace khoj::engine {

/// Fills in the candidates' cards.
void read_cards(const index::IndexSnapshot& index, std::span<pipeline::Candidate> candidates);

[[nodiscard]] ResultItem to_item(pipeline::Candidate&& candidate, bool explain);

}  // namespace khoj::engine
