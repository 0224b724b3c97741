// How sure is a mean? Bootstrap intervals and the paired t-test, over one value per query. Pure functions of
// their arguments, seeds included; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.hpp"

namespace khoj::eval {

struct BootstrapOptions {
  std::size_t resamples = 1'000;
  double confidence = 0.95;  ///< Share of the resampled means inside the interval, 0 to 1.
  std::uint64_t seed = 42;
};

struct Interval {
  double mean = 0;
  double low = 0;
  double high = 0;
};

/// The mean of `values` with its percentile bootstrap interval; all 0 for no values.
/// Cost: resamples * values. Source: Efron & Tibshirani, An Introduction to the Bootstrap, chapter 13.
[[nodiscard]] Interval bootstrap_mean(std::span<const double> values, const BootstrapOptions& options = {});

struct PairedTest {
  double mean_difference = 0;  ///< Mean of b - a.
  double t = 0;        ///< 0 when every difference is 0; infinite when they are all the same otherwise.
  double p_value = 1;  ///< Two-sided.
};

/// Student's paired t-test of two systems over the same queries.
/// Errors: invalid_argument (lengths differ, fewer than two pairs).
[[nodiscard]] base::Result<PairedTest> paired_t_test(std::span<const double> a, std::span<const double> b);

}  // namespace khoj::eval
