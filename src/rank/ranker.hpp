// The Ranker gives candidates their score and order: how many of the words they hold, then a weighted mean of the
// policy's features. Immutable and thread-safe.
#pragma once

#include <span>
#include <vector>

#include "base/result.hpp"
#include "pipeline/feature.hpp"
#include "pipeline/policy.hpp"
#include "rank/blend.hpp"

namespace khoj::rank {

class Ranker {
 public:
  /// Errors: invalid_argument (an unknown feature, weights that are all 0).
  static base::Result<Ranker> create(const std::vector<pipeline::PolicyFeature>& weights);

  /// kWordStep * words_matched + weighted mean of the features + the lifts of the request's curation. The card must be filled in.
  [[nodiscard]] double score(const pipeline::Context& context,
                             const pipeline::Candidate& candidate) const noexcept;

  /// Fills in the scores and sorts, best first; ties by ItemId.
  void rank(const pipeline::Context& context, std::vector<pipeline::Candidate>& candidates) const;

  /// Adds the shares that make up score().
  void explain(const pipeline::Context& context, std::span<const SourceResult> results,
               pipeline::Candidate& candidate) const;

 private:
  struct Weighted {
    const pipeline::Feature* feature;
    double weight;  ///< All of them add up to 1.
  };
  std::vector<Weighted> features_;
};

}  // namespace khoj::rank
