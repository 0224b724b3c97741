#include "eval/significance.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::eval {
namespace {

TEST(BootstrapMean, IsSeededAndHoldsTheMean) {
  std::vector<double> values;
  base::Rng rng(3);
  for (int i = 0; i < 400; ++i) values.push_back(rng.uniform());
  const auto one = bootstrap_mean(values, {.seed = 1});
  const auto same = bootstrap_mean(values, {.seed = 1});
  const auto other = bootstrap_mean(values, {.seed = 2});
  EXPECT_EQ(one.low, same.low);
  EXPECT_NE(one.low, other.low);
  EXPECT_LT(one.low, one.mean);
  EXPECT_GT(one.high, one.mean);
  // The standard error of 400 uniforms is 0.0144: the interval is about 3.92 of those wide.
  EXPECT_NEAR(one.high - one.low, 3.92 * 0.0144, 0.012);
}

TEST(BootstrapMean, CoversTheTruthAboutAsOftenAsItSays) {
  base::Rng rng(9);
  int covered = 0;
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> values;
    for (int i = 0; i < 60; ++i) values.push_back(rng.uniform());
    const auto interval =
        bootstrap_mean(values, {.resamples = 300, .seed = static_cast<std::uint64_t>(trial)});
    covered += interval.low <= 0.5 && 0.5 <= interval.high ? 1 : 0;
  }
  EXPECT_GT(covered, 175);
}

TEST(BootstrapMean, HandlesTheEdges) {
  EXPECT_EQ(bootstrap_mean({}).high, 0.0);
  const std::vector<double> same = {0.5, 0.5};
  EXPECT_EQ(bootstrap_mean(same).low, 0.5);
  EXPECT_EQ(bootstrap_mean(same).high, 0.5);
  EXPECT_EQ(bootstrap_mean(same, {.resamples = 0}).low, 0.5);
}

TEST(PairedTTest, AgreesWithAHandComputedCase) {
  // Differences 1, 2, 3: mean 2, standard error 1/sqrt(3), t = 2 sqrt(3); with 2 degrees of freedom the
  // two-sided p is 1 - t / sqrt(t^2 + 2).
  const std::vector<double> a = {0, 0, 0}, b = {1, 2, 3};
  const auto test = paired_t_test(a, b);
  ASSERT_TRUE(test);
  const double t = 2 * std::sqrt(3.0);
  EXPECT_NEAR(test->t, t, 1e-12);
  EXPECT_NEAR(test->p_value, 1 - t / std::sqrt(t * t + 2), 1e-9);
  EXPECT_DOUBLE_EQ(test->mean_difference, 2.0);
}

TEST(PairedTTest, HandlesTheEdges) {
  const std::vector<double> a = {1, 2, 3}, shifted = {2, 3, 4}, shorter = {1, 2}, single = {1};
  EXPECT_EQ(paired_t_test(a, a)->p_value, 1.0);
  EXPECT_EQ(paired_t_test(a, shifted)->p_value, 0.0);
  EXPECT_TRUE(std::isinf(paired_t_test(a, shifted)->t));
  EXPECT_EQ(paired_t_test(a, shorter).error().code, base::ErrorCode::invalid_argument);
  EXPECT_FALSE(paired_t_test(single, single));
}

}  // namespace
}  // namespace khoj::eval
