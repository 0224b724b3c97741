// Products that are out of stock: shown after the others of their group, or where they stand. (Hiding them is a filter,
// so that totals stay right.)
#pragma once

#include <vector>

#include "pipeline/candidate.hpp"

namespace khoj::arrange {

/// Moves products that are out of stock behind those in stock that hold as many of the query's words, by taking
/// most of the ranker's part from their score; with `explain` the loss becomes a share. `candidates` are sorted by rank
/// and are so afterwards.
void demote_out_of_stock(std::vector<pipeline::Candidate>& candidates, bool explain);

}  // namespace khoj::arrange
