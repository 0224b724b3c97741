// Real-valued draws for simulation that are the same on every machine: exp and log of our own, made of additions,
// multiplications and divisions only, because those of C libraries differ in their last bits. About 1e-15 exact where
// it is used (|x| < 700); neither handles NaN nor infinity. Pure but for the Rng.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/rng.hpp"
#include "simulate/draw.hpp"

namespace khoj::simulate {

/// Natural logarithm; x > 0.
[[nodiscard]] inline double natural_log(double x) noexcept {
  constexpr double kLn2 = 0.693147180559945309417;
  int exponent = 0;
  double m = std::frexp(x, &exponent);
  if (m < 0.70710678118654752) {
    m *= 2;
    --exponent;
  }
  const double s = (m - 1) / (m + 1);
  const double s2 = s * s;
  constexpr std::array<double, 11> kTerms = {1.0,      1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9, 1.0 / 11,
                                             1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21};
  double sum = 0;
  for (std::size_t k = kTerms.size(); k-- > 0;) sum = sum * s2 + kTerms[k];
  return 2 * s * sum + exponent * kLn2;
}

/// e^x; |x| < 700.
[[nodiscard]] inline double natural_exp(double x) noexcept {
  constexpr double kLn2 = 0.693147180559945309417;
  const double whole = std::floor(x / kLn2 + 0.5);
  const double r = x - whole * kLn2;
  // Taylor's series: |r| < 0.35, so that the thirteenth power is the last that counts.
  constexpr std::array<double, 13> kTerms = [] {
    std::array<double, 13> terms{};
    double factorial = 1;
    for (std::size_t k = 0; k < terms.size(); ++k) terms[k] = 1 / (factorial *= static_cast<double>(k + 1));
    return terms;
  }();
  double sum = kTerms[12];
  for (std::size_t k = 12; k-- > 0;) sum = sum * r + kTerms[k];
  sum = sum * r + 1;
  return std::ldexp(sum, static_cast<int>(whole));
}

/// 1 / (1 + e^-x).
[[nodiscard]] inline double logistic(double x) noexcept {
  return x < -500 ? 0.0 : 1.0 / (1.0 + natural_exp(x > 500 ? -500 : -x));
}

/// About standard normal, never beyond 3.47 (the sum of four uniforms).
[[nodiscard]] inline double gauss(base::Rng& rng) noexcept {
  return static_cast<double>(bell(rng, 1'000'000)) * 1e-6;
}

/// e^(deviation * gauss), divided by its mean: positive, heavy-tailed, mean 1.
[[nodiscard]] inline double heavy_tailed(base::Rng& rng, double deviation) noexcept {
  // The mean of e^(s * sum of four uniforms on [-h, h]) is (sinh(s h) / (s h))^4, with h = sqrt(3) / 2.
  const double a = deviation * 0.8660254037844386;
  const double one = a > 1e-6 ? (natural_exp(a) - natural_exp(-a)) / (2 * a) : 1.0;
  return natural_exp(deviation * gauss(rng)) / (one * one * one * one);
}

/// Exponentially distributed waiting time.
[[nodiscard]] inline double waiting(base::Rng& rng, double mean) noexcept {
  return -mean * natural_log(1.0 - rng.uniform());
}

/// How many arrivals of a Poisson process of this mean there are. Cost: proportional to the result.
[[nodiscard]] inline std::uint64_t poisson(base::Rng& rng, double mean) noexcept {
  std::uint64_t count = 0;
  for (double sum = waiting(rng, 1.0); sum < mean; sum += waiting(rng, 1.0)) ++count;
  return count;
}

/// A wave between -1 and 1 made of straight lines; `turns` counts periods.
[[nodiscard]] inline double triangle_wave(double turns) noexcept {
  const double place = turns - std::floor(turns);
  return place < 0.5 ? 4 * place - 1 : 3 - 4 * place;
}

}  // namespace khoj::simulate
