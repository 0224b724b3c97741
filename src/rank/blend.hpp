// Merges what several sources retrieved into one list of candidates. The scores are calibrated by the sources; here
// they are weighed. Who gave nothing leaves its weight to the others of its group, a group that gave nothing to the rest.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "pipeline/source.hpp"

namespace khoj::rank {

struct SourceResult {
  const pipeline::Source* source = nullptr;
  double weight = 1.0;
  pipeline::Retrieval retrieval;
  std::string_view group = {};  ///< Empty: alone.
};

/// Stretches the scores to 0 (the last) … 1 (the best); all equal: 1.
void normalise(pipeline::Retrieval& retrieval) noexcept;

/// @return one candidate per item, in the order in which the sources first named them; card and score are not yet
/// filled in. `relevance` is the sum of normalised weight times score over the sources that gave the item.
std::vector<pipeline::Candidate> blend(std::span<const SourceResult> results);

/// Adds the shares of every source in `candidate`'s relevance, scaled so that they sum up to scale * relevance.
void explain_relevance(const pipeline::Context& context, std::span<const SourceResult> results, double scale,
                       pipeline::Candidate& candidate);

}  // namespace khoj::rank
