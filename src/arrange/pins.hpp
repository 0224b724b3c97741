// Puts pinned products where the shop's own rules want them. Pure function.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "pipeline/candidate.hpp"
#include "pipeline/curation.hpp"

namespace khoj::arrange {

/// Takes the pinned products out of the order and puts each at its position (or at the end, when there are fewer
/// products); everything else keeps its order around them. `fetched` are those that retrieval did not give.
/// @param pins ascending by position; one whose product is in neither list is passed over.
void place_pins(std::vector<pipeline::Candidate>& candidates, std::span<const pipeline::Pin> pins,
                std::vector<pipeline::Candidate> fetched);

}  // namespace khoj::arrange
