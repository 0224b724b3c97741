#include "sources/seeds.hpp"

#include <algorithm>

#include "signals/engagement_weights.hpp"
#include "signals/wanted_lately.hpp"

namespace khoj::sources {
namespace {

signals::EngagementWeights engagement_of(const pipeline::Context& context) {
  if (context.models && context.models->engagement) return *context.models->engagement;
  return signals::assumed_engagement();
}

}  // namespace

std::vector<ScoredItem> seeds_of(const pipeline::Context& context) {
  if (context.anchor) return {{context.anchor->item, 1.0}};
  std::vector<ScoredItem> seeds;
  if (!context.shopper) return seeds;
  const auto weights = engagement_of(context);
  for (const auto& [item, kind, recency] : signals::wanted_lately(context.shopper->profile)) {
    const double engagement = weights.of(kind);
    if (engagement > 0.0) seeds.push_back({item, engagement * recency});
  }
  double sum = 0.0;
  for (const auto& seed : seeds) sum += seed.score;
  for (auto& seed : seeds) seed.score /= sum;
  return seeds;
}

}  // namespace khoj::sources
