#include "rank/ranker.hpp"

#include <gtest/gtest.h>

#include "rank/features.hpp"

namespace khoj::rank {
namespace {

using pipeline::Candidate;
using pipeline::Context;

/// Gives fixed items and explains them with one share.
class FixedSource final : public pipeline::Source {
 public:
  explicit FixedSource(std::vector<pipeline::Retrieved> items) : items_(std::move(items)) {}
  [[nodiscard]] base::Result<pipeline::Retrieval> retrieve(const Context& /*context*/,
                                                           std::uint32_t /*limit*/) const override {
    return pipeline::Retrieval{items_, items_.size(), 1, {}};
  }
  [[nodiscard]] base::Result<index::MatchSet> match(const Context& /*context*/,
                                                    const pipeline::Retrieval& /*retrieval*/) const override {
    return index::MatchSet{};
  }
  void explain(const Context& /*context*/, const pipeline::Retrieval& /*retrieval*/,
               const pipeline::Retrieved& item, double scale,
               pipeline::Explanation& explanation) const override {
    explanation.add("source.fixed", "", scale * item.score);
  }

 private:
  std::vector<pipeline::Retrieved> items_;
};

pipeline::Retrieved item(std::uint32_t id, double score, std::uint32_t words = 1) {
  return {domain::ItemId(id), {}, score, words};
}

SourceResult run(const FixedSource& source, double weight, std::string_view group = {}) {
  return {&source, weight, source.retrieve({}, 10).value(), group};
}

TEST(Blend, T2_05_MinMaxStretchesEachSourcesScores) {
  const auto stretched = [](std::vector<pipeline::Retrieved> items) {
    pipeline::Retrieval retrieval{std::move(items), 3, 1, {}};
    normalise(retrieval);
    std::vector<double> scores;
    for (const auto& one : retrieval.items) scores.push_back(one.score);
    return scores;
  };
  EXPECT_EQ(stretched({item(1, 30.0), item(2, 20.0), item(3, 10.0)}), (std::vector<double>{1.0, 0.5, 0.0}));
  EXPECT_EQ(stretched({item(1, 7.0), item(2, 7.0)}), (std::vector<double>{1.0, 1.0})) << "all equal";
  EXPECT_TRUE(stretched({}).empty());
}

TEST(Blend, AGroupKeepsItsWeightWhileAnyOfItHasSomething) {
  const FixedSource one({item(1, 1.0)});
  const FixedSource two({item(2, 1.0)});
  const FixedSource other({item(3, 1.0)});
  const FixedSource nothing({});
  const auto relevance = [](const std::vector<SourceResult>& results) {
    std::vector<double> shares;
    for (const auto& candidate : blend(results)) shares.push_back(candidate.relevance);
    return shares;
  };
  const auto full = relevance({run(one, 3.0, "g"), run(two, 2.0, "g"), run(other, 5.0)});
  EXPECT_NEAR(full[0], 0.3, 1e-12);
  EXPECT_NEAR(full[1], 0.2, 1e-12);
  const auto half = relevance({run(one, 3.0, "g"), run(nothing, 2.0, "g"), run(other, 5.0)});
  EXPECT_NEAR(half[0], 0.5, 1e-12) << "what the group's other source leaves";
  EXPECT_NEAR(half[1], 0.5, 1e-12);
  const auto none = relevance({run(nothing, 3.0, "g"), run(nothing, 2.0, "g"), run(other, 5.0)});
  EXPECT_NEAR(none[0], 1.0, 1e-12);
}

TEST(Blend, WeighsSourcesAndRenormalisesWhenOneIsEmpty) {
  const FixedSource words({item(1, 0.8), item(2, 0.4)});
  const FixedSource vectors({item(2, 1.0)});
  const FixedSource nothing({});
  const std::vector<SourceResult> results = {run(words, 3.0), run(vectors, 1.0), run(nothing, 6.0)};
  const auto candidates = blend(results);
  ASSERT_EQ(candidates.size(), 2U);
  EXPECT_NEAR(candidates[0].relevance, 0.75 * 0.8, 1e-12);
  EXPECT_NEAR(candidates[1].relevance, 0.75 * 0.4 + 0.25 * 1.0, 1e-12);
}

TEST(Ranker, PutsMoreWordsFirstWhateverTheFeaturesSay) {
  std::vector<Candidate> candidates(2);
  candidates[0] = {domain::ItemId(1), {}, 1, 1.0, 0.0, {}, {}};
  candidates[0].card.rating_count = 1'000'000;
  candidates[1] = {domain::ItemId(2), {}, 2, 0.01, 0.0, {}, {}};
  const auto ranker = Ranker::create({{"relevance", 1.0}, {"popularity", 5.0}}).value();
  ranker.rank({}, candidates);
  EXPECT_EQ(candidates[0].item, domain::ItemId(2));
  EXPECT_GT(candidates[0].score, candidates[1].score);
}

TEST(Ranker, X_16_SharesAddUpToTheScore) {
  const FixedSource words({item(1, 0.8, 2), item(2, 0.4, 2)});
  const FixedSource vectors({item(2, 0.9, 0)});
  const std::vector<SourceResult> results = {run(words, 3.0), run(vectors, 1.0)};
  auto candidates = blend(results);
  candidates[0].card.rating = 4.5F;
  candidates[0].card.rating_count = 300;
  candidates[1].card.return_rate = 0.2F;
  const auto ranker =
      Ranker::create({{"relevance", 0.6}, {"trust", 0.2}, {"popularity", 0.3}, {"discount", 0.1}}).value();
  ranker.rank({}, candidates);
  for (auto& candidate : candidates) {
    ranker.explain({}, results, candidate);
    EXPECT_NEAR(candidate.explanation.total(), candidate.score, 1e-9);
    EXPECT_GE(candidate.explanation.shares.size(), 5U);
  }
}

TEST(Ranker, RefusesUnknownFeaturesByName) {
  EXPECT_EQ(Ranker::create({{"magic", 1.0}}).error().message,
            "unknown feature 'magic'; expected one of relevance, title, trust, popularity, discount");
  EXPECT_FALSE(Ranker::create({{"relevance", 0.0}}).has_value());
}

TEST(Features, StayBetweenZeroAndOne) {
  Candidate candidate;
  for (const float rating : {0.0F, 1.0F, 5.0F}) {
    for (const std::uint32_t votes : {0U, 1U, 4'000'000'000U}) {
      for (const float rate : {0.0F, 0.3F, 1.0F}) {
        candidate.card.rating = rating;
        candidate.card.rating_count = votes;
        candidate.card.return_rate = rate;
        candidate.card.cancellation_rate = rate;
        for (const auto& feature : features()) {
          const double value = feature.value({}, candidate);
          EXPECT_GE(value, 0.0) << feature.name;
          EXPECT_LE(value, 1.0) << feature.name;
        }
      }
    }
  }
}

TEST(Features, AThousandGoodRatingsBeatOneFiveStarVote) {
  const auto* trust = find_feature("trust").value();
  Candidate one_vote;
  one_vote.card.rating = 5.0F;
  one_vote.card.rating_count = 1;
  Candidate many;
  many.card.rating = 4.4F;
  many.card.rating_count = 1'000;
  EXPECT_GT(trust->value({}, many), trust->value({}, one_vote));
  many.card.return_rate = 0.3F;
  EXPECT_LT(trust->value({}, many), trust->value({}, one_vote)) << "K0-12: many returns cost trust";
}

}  // namespace
}  // namespace khoj::rank
