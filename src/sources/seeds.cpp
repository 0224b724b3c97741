#include "sources/seeds.hpp"

#include <algorithm>

#include "signals/engagement.hpp"

namespace khoj::sources {
namespace {

/// What a product weighs less for each that came after it.
constexpr double kDecayPerProduct = 0.85;

}  // namespace

std::vector<ScoredItem> seeds_of(const pipeline::Context& context) {
  if (context.anchor) return {{context.anchor->item, 1.0}};
  std::vector<ScoredItem> seeds;
  if (!context.shopper) return seeds;
  const auto& items = context.shopper->profile.items;
  double decay = 1.0;
  for (auto past = items.rbegin(); past != items.rend() && seeds.size() < kMaxSeeds; ++past) {
    const double engagement = signals::engagement_of(past->kind);
    if (engagement <= 0.0) continue;
    const auto known = std::find_if(seeds.begin(), seeds.end(),
                                    [&](const ScoredItem& seed) { return seed.item == past->item; });
    if (known != seeds.end()) continue;
    seeds.push_back({past->item, engagement * decay});
    decay *= kDecayPerProduct;
  }
  double sum = 0.0;
  for (const auto& seed : seeds) sum += seed.score;
  for (auto& seed : seeds) seed.score /= sum;
  return seeds;
}

std::vector<ScoredItem> ItemSums::best_first() const {
  std::vector<ScoredItem> items;
  items.reserve(sums_.size());
  sums_.visit([&](domain::ItemId item, double score) { items.push_back({item, score}); });
  sort_by_score(items);
  return items;
}

}  // namespace khoj::sources
