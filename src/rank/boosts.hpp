// The lifts of the shop's own rules (pipeline/curation.hpp) as part of a candidate's score. Pure functions.
#pragma once

#include "pipeline/candidate.hpp"
#include "pipeline/context.hpp"

namespace khoj::rank {

/// The sum of what the request's boosts and decays give this candidate; 0 without any. A decay gives nothing to a
/// product without a value.
[[nodiscard]] double lift(const pipeline::Context& context, const pipeline::Candidate& candidate) noexcept;

/// Adds a share for each of them that is not 0.
void explain_lift(const pipeline::Context& context, pipeline::Candidate& candidate);

}  // namespace khoj::rank
