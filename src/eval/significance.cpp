#include "eval/significance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

#include "base/rng.hpp"

namespace khoj::eval {
namespace {

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

Interval bootstrap_mean(std::span<const double> values, const BootstrapOptions& options) {
  if (values.empty()) return {};
  Interval interval;
  interval.mean = mean_of(values);
  interval.low = interval.high = interval.mean;
  if (options.resamples == 0) return interval;
  base::Rng rng(options.seed);
  std::vector<double> means(options.resamples);
  for (auto& mean : means) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += values[rng.below(values.size())];
    mean = sum / static_cast<double>(values.size());
  }
  std::sort(means.begin(), means.end());
  const double tail = (1.0 - std::clamp(options.confidence, 0.0, 1.0)) / 2.0;
  const auto quantile = [&](double share) {
    const double at = share * static_cast<double>(means.size() - 1);
    return means[static_cast<std::size_t>(std::lround(at))];
  };
  interval.low = quantile(tail);
  interval.high = quantile(1.0 - tail);
  return interval;
}

base::Result<PairedTest> paired_t_test(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size() || a.size() < 2) {
    return base::fail(base::ErrorCode::invalid_argument,
                      "a paired test needs two series of the same length, at least 2; these have {} and {}",
                      a.size(), b.size());
  }
  std::vector<double> differences(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) differences[i] = b[i] - a[i];
  PairedTest test;
  test.mean_difference = mean_of(differences);
  double squares = 0;
  for (const double difference : differences)
    squares += (difference - test.mean_difference) * (difference - test.mean_difference);
  const auto n = static_cast<double>(a.size());
  const double error = std::sqrt(squares / (n - 1.0) / n);
  if (error == 0.0) {
    if (test.mean_difference == 0.0) return test;
    test.t = std::copysign(std::numeric_limits<double>::infinity(), test.mean_difference);
    test.p_value = 0.0;
    return test;
  }
  test.t = test.mean_difference / error;
  const boost::math::students_t distribution(n - 1.0);
  test.p_value = 2.0 * boost::math::cdf(boost::math::complement(distribution, std::abs(test.t)));
  return test;
}

}  // namespace khoj::eval
