// The definitions of spec P1-18 and J4-37, on vectors worked out by hand.
#include "eval/metrics.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace khoj::eval {
namespace {

using Ids = std::vector<std::string>;

const JudgedRanking kSpecVector = judge(Ids{"a", "b", "c"}, {{"a", 2}, {"c", 1}});

TEST(Metrics, NdcgOfTheSpecification) { EXPECT_NEAR(ndcg_at_k(kSpecVector, 3), 0.950234, 5e-7); }

TEST(Metrics, NdcgTakesItsIdealFromAllJudgements) {
  // Found: relevance 1 at rank 1. Ideal for k = 2: 3 at rank 1, 1 at rank 2.
  const auto ranking = judge(Ids{"x", "y"}, {{"x", 1}, {"missed", 3}});
  EXPECT_NEAR(ndcg_at_k(ranking, 2), 1.0 / (3.0 + 1.0 / std::log2(3.0)), 1e-12);
  EXPECT_NEAR(ndcg_at_k(ranking, 1), 1.0 / 3.0, 1e-12);
  EXPECT_DOUBLE_EQ(ndcg_at_k(judge(Ids{"a", "c"}, {{"a", 2}, {"c", 1}}), 10), 1.0);
}

TEST(Metrics, ReciprocalRankIsOfTheFirstRelevant) {
  EXPECT_DOUBLE_EQ(reciprocal_rank_at_k(kSpecVector, 3), 1.0);
  const auto third = judge(Ids{"n", "m", "a"}, {{"a", 1}, {"n", 0}});
  EXPECT_DOUBLE_EQ(reciprocal_rank_at_k(third, 3), 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(reciprocal_rank_at_k(third, 2), 0.0);
}

TEST(Metrics, CountingMetrics) {
  // Relevant: a, b, c, d (e is judged 0). Ranked: a, e, b, x, c.
  const auto ranking =
      judge(Ids{"a", "e", "b", "x", "c"}, {{"a", 1}, {"b", 2}, {"c", 1}, {"d", 1}, {"e", 0}});
  EXPECT_DOUBLE_EQ(recall_at_k(ranking, 3), 2.0 / 4.0);
  EXPECT_DOUBLE_EQ(recall_at_k(ranking, 100), 3.0 / 4.0);
  EXPECT_DOUBLE_EQ(precision_at_k(ranking, 3), 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(precision_at_k(ranking, 10), 3.0 / 10.0) << "P@k divides by k, however short the list";
  EXPECT_DOUBLE_EQ(f1_at_k(ranking, 3), 2 * (2.0 / 3.0) * 0.5 / (2.0 / 3.0 + 0.5));
  EXPECT_DOUBLE_EQ(hit_at_k(ranking, 1), 1.0);
  EXPECT_DOUBLE_EQ(average_precision_at_k(ranking, 5), (1.0 + 2.0 / 3.0 + 3.0 / 5.0) / 4.0)
      << "AP divides by |actual|";
  EXPECT_DOUBLE_EQ(average_precision_at_k(ranking, 2), 1.0 / 4.0);
}

TEST(Metrics, NothingRelevantOrNothingFoundIsZero) {
  for (const auto& ranking : {judge(Ids{"a"}, {}), judge(Ids{"a"}, {{"a", 0}}), judge(Ids{"a"}, {{"a", -1}}),
                              judge(Ids{}, {{"a", 1}}), judge(Ids{"b"}, {{"a", 1}})}) {
    for (const auto metric : {ndcg_at_k, reciprocal_rank_at_k, recall_at_k, precision_at_k, f1_at_k, hit_at_k,
                              average_precision_at_k}) {
      EXPECT_EQ(metric(ranking, 10), 0.0);
      EXPECT_EQ(metric(ranking, 0), 0.0);
    }
  }
}

TEST(Metrics, AnIdThatStandsTwiceCountsOnce) {
  const auto ranking = judge(Ids{"a", "a", "a", "b"}, {{"a", 1}, {"b", 1}});
  EXPECT_DOUBLE_EQ(ndcg_at_k(ranking, 10), 1.0);
  EXPECT_DOUBLE_EQ(recall_at_k(ranking, 2), 1.0);
}

TEST(Metrics, Coverage) {
  const std::vector<Ids> lists = {{"a", "b", "c"}, {"b", "d"}};
  EXPECT_DOUBLE_EQ(coverage_at_k(lists, 2, 10), 3.0 / 10.0);
  EXPECT_DOUBLE_EQ(coverage_at_k(lists, 9, 8), 4.0 / 8.0);
  EXPECT_EQ(coverage_at_k(lists, 9, 0), 0.0);
}

TEST(Metrics, DiversityIsTheMeanPairwiseCosineDistance) {
  const std::vector<float> vectors = {1, 0, 0, 2, 3, 0};
  EXPECT_NEAR(diversity(vectors, 2), (1.0 + 0.0 + 1.0) / 3.0, 1e-12);
  EXPECT_NEAR(diversity(std::vector<float>{1, 0, -1, 0}, 2), 2.0, 1e-12);
  EXPECT_EQ(diversity(std::vector<float>{1, 0}, 2), 0.0);
  EXPECT_EQ(diversity({}, 0), 0.0);
}

TEST(Metrics, NoveltyIsTheMeanSurprise) {
  const std::vector<double> popularities = {0.5, 0.25};
  EXPECT_NEAR(novelty(popularities), -(std::log(0.5 + 1e-8) + std::log(0.25 + 1e-8)) / 2, 1e-12);
  EXPECT_EQ(novelty({}), 0.0);
}

}  // namespace
}  // namespace khoj::eval
