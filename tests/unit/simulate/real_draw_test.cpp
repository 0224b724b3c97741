#include "simulate/real_draw.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace khoj::simulate {
namespace {

TEST(RealDraw, LogarithmAndExponentialAgreeWithTheLibrarys) {
  for (double x = 1e-12; x < 1e12; x *= 1.37) {
    EXPECT_NEAR(natural_log(x), std::log(x), 1e-14 * (1 + std::abs(std::log(x)))) << x;
    EXPECT_NEAR(natural_exp(std::log(x)) / x, 1, 1e-12) << x;
  }
  for (double x = -600; x < 600; x += 3.7) EXPECT_NEAR(natural_exp(x) / std::exp(x), 1, 1e-12) << x;
  EXPECT_EQ(natural_log(1), 0);
  EXPECT_EQ(natural_exp(0), 1);
  EXPECT_EQ(logistic(-1e300), 0);
  EXPECT_EQ(logistic(1e300), 1);
}

TEST(RealDraw, DrawsHaveTheMomentsThatTheyPromise) {
  base::Rng rng(3);
  constexpr int kDraws = 200'000;
  double mean = 0, squares = 0, tail = 0, waited = 0, arrived = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = gauss(rng);
    mean += x / kDraws;
    squares += x * x / kDraws;
    tail += heavy_tailed(rng, 1.1) / kDraws;
    waited += waiting(rng, 2.5) / kDraws;
    arrived += static_cast<double>(poisson(rng, 3.0)) / kDraws;
  }
  EXPECT_NEAR(mean, 0, 0.02);
  EXPECT_NEAR(squares, 1, 0.02);
  EXPECT_NEAR(tail, 1, 0.03);
  EXPECT_NEAR(waited, 2.5, 0.05);
  EXPECT_NEAR(arrived, 3, 0.03);
}

TEST(RealDraw, TriangleWaveGoesUpAndDown) {
  EXPECT_EQ(triangle_wave(0), -1);
  EXPECT_EQ(triangle_wave(0.25), 0);
  EXPECT_EQ(triangle_wave(7.5), 1);
  EXPECT_EQ(triangle_wave(-0.25), 0);
}

}  // namespace
}  // namespace khoj::simulate
