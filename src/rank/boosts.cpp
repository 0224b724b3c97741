#include "rank/boosts.hpp"

#include <cmath>

namespace khoj::rank {
namespace {

double boost(const pipeline::Context& context, const pipeline::Boost& boost, index::DocRef doc) noexcept {
  return context.snapshot->index->passes(boost.filter, doc) ? boost.weight : 0.0;
}

double decay(const pipeline::Context& context, const pipeline::Decay& decay, index::DocRef doc) noexcept {
  const auto& index = *context.snapshot->index;
  const auto column = index.column_index(decay.column);
  if (!column) return 0.0;
  const double value = index.number(doc, *column);
  if (std::isnan(value)) return 0.0;
  return decay.weight * std::exp2(-std::abs(value - decay.origin) / decay.half_distance);
}

}  // namespace

double lift(const pipeline::Context& context, const pipeline::Candidate& candidate) noexcept {
  double sum = 0.0;
  for (const auto& entry : context.curation.boosts) sum += boost(context, entry, candidate.doc);
  for (const auto& entry : context.curation.decays) sum += decay(context, entry, candidate.doc);
  return sum;
}

void explain_lift(const pipeline::Context& context, pipeline::Candidate& candidate) {
  const auto add = [&](double share, const std::string& rule, std::string_view what) {
    if (share != 0.0)
      candidate.explanation.add("rank.curation", fmt::format("rule '{}': {}", rule, what), share);
  };
  for (const auto& entry : context.curation.boosts)
    add(boost(context, entry, candidate.doc), entry.rule, entry.filter.canonical());
  for (const auto& entry : context.curation.decays)
    add(decay(context, entry, candidate.doc), entry.rule, entry.column);
}

}  // namespace khoj::rank
