#include "rank/ranker.hpp"

#include <algorithm>

#include "rank/boosts.hpp"
#include "rank/features.hpp"

namespace khoj::rank {

base::Result<Ranker> Ranker::create(const std::vector<pipeline::PolicyFeature>& weights) {
  Ranker ranker;
  double sum = 0.0;
  for (const auto& [name, weight] : weights) {
    KHOJ_ASSIGN(const auto* feature, find_feature(name));
    ranker.features_.push_back({feature, weight});
    sum += weight;
  }
  if (sum <= 0.0)
    return base::fail(base::ErrorCode::invalid_argument, "the features' parts must not all be 0");
  for (auto& entry : ranker.features_) entry.weight /= sum;
  return ranker;
}

double Ranker::score(const pipeline::Context& context, const pipeline::Candidate& candidate) const noexcept {
  double score = pipeline::kWordStep * candidate.words_matched;
  for (const auto& [feature, weight] : features_) score += weight * feature->value(context, candidate);
  if (context.curation.lifts()) score += lift(context, candidate);
  return score;
}

void Ranker::rank(const pipeline::Context& context, std::vector<pipeline::Candidate>& candidates) const {
  // A candidate is some hundreds of bytes: the order is found on small keys, then each is moved once.
  struct Key {
    double score;
    domain::ItemId item;
    std::uint32_t place;
  };
  std::vector<Key> keys;
  keys.reserve(candidates.size());
  for (auto& candidate : candidates) {
    candidate.score = score(context, candidate);
    keys.push_back({candidate.score, candidate.item, static_cast<std::uint32_t>(keys.size())});
  }
  std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) {
    return a.score != b.score ? a.score > b.score : a.item < b.item;
  });
  std::vector<pipeline::Candidate> sorted;
  sorted.reserve(candidates.size());
  for (const auto& key : keys) sorted.push_back(std::move(candidates[key.place]));
  candidates = std::move(sorted);
}

void Ranker::explain(const pipeline::Context& context, std::span<const SourceResult> results,
                     pipeline::Candidate& candidate) const {
  if (candidate.words_matched > 0) {
    candidate.explanation.add("rank.words", fmt::format("holds {} of the words", candidate.words_matched),
                              pipeline::kWordStep * candidate.words_matched);
  }
  for (const auto& [feature, weight] : features_) {
    if (feature->name == "relevance") {
      explain_relevance(context, results, weight, candidate);
    } else {
      candidate.explanation.add(fmt::format("rank.{}", feature->name), feature->describe(context, candidate),
                                weight * feature->value(context, candidate));
    }
  }
  explain_lift(context, candidate);
}

}  // namespace khoj::rank
