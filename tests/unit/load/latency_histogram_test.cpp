#include "load/latency_histogram.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::load {
namespace {

/// The value at `quantile` by its definition: the smallest that a share of `quantile` does not exceed.
std::int64_t exact_quantile(const std::vector<std::int64_t>& sorted, double quantile) {
  const auto rank = static_cast<std::size_t>(std::ceil(quantile * static_cast<double>(sorted.size())));
  return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

TEST(LatencyHistogram, EmptyIsAllZero) {
  const LatencyHistogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.min(), 0);
  EXPECT_EQ(histogram.max(), 0);
  EXPECT_EQ(histogram.mean(), 0.0);
  EXPECT_EQ(histogram.at_quantile(0.5), 0);
}

TEST(LatencyHistogram, OneValueIsEveryQuantile) {
  LatencyHistogram histogram;
  histogram.record(123'456'789);
  for (const double quantile : {0.0, 0.5, 0.99, 1.0}) EXPECT_EQ(histogram.at_quantile(quantile), 123'456'789);
  EXPECT_EQ(histogram.mean(), 123'456'789.0);
}

TEST(LatencyHistogram, SmallValuesAreExact) {
  LatencyHistogram histogram;
  for (std::int64_t value = 0; value < 256; ++value) histogram.record(value);
  for (std::int64_t value = 0; value < 256; ++value) {
    EXPECT_EQ(histogram.at_quantile(static_cast<double>(value + 1) / 256.0), value);
  }
}

TEST(LatencyHistogram, QuantilesAreWithinHalfAPercentOfSortedValues) {
  base::Rng rng(7);
  for (const double spread : {0.2, 1.5, 4.0}) {
    LatencyHistogram histogram;
    std::vector<std::int64_t> values;
    for (int i = 0; i < 20'000; ++i) {
      values.push_back(static_cast<std::int64_t>(std::exp(12.0 + spread * rng.normal())));
      histogram.record(values.back());
    }
    std::ranges::sort(values);
    for (const double quantile : {0.001, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999}) {
      const auto exact = static_cast<double>(exact_quantile(values, quantile));
      EXPECT_NEAR(static_cast<double>(histogram.at_quantile(quantile)), exact, exact * 0.004 + 1.0)
          << "spread " << spread << " quantile " << quantile;
    }
    EXPECT_EQ(histogram.min(), values.front());
    EXPECT_EQ(histogram.at_quantile(1.0), values.back());
  }
}

TEST(LatencyHistogram, QuantilesNeverFallAsTheyGrow) {
  base::Rng rng(3);
  LatencyHistogram histogram;
  for (int i = 0; i < 5'000; ++i)
    histogram.record(static_cast<std::int64_t>(rng.below(1ULL << rng.below(45))));
  std::int64_t last = 0;
  for (int i = 0; i <= 1'000; ++i) {
    const auto value = histogram.at_quantile(i / 1'000.0);
    EXPECT_GE(value, last);
    last = value;
  }
}

TEST(LatencyHistogram, TakesValuesOutsideItsRange) {
  LatencyHistogram histogram;
  histogram.record(-5);
  histogram.record(INT64_MAX);
  EXPECT_EQ(histogram.min(), 0);
  EXPECT_EQ(histogram.max(), INT64_MAX);
  EXPECT_EQ(histogram.count(), 2U);
}

TEST(LatencyHistogram, MergingIsRecordingBoth) {
  base::Rng rng(11);
  LatencyHistogram one;
  LatencyHistogram two;
  LatencyHistogram both;
  for (int i = 0; i < 3'000; ++i) {
    const auto value = static_cast<std::int64_t>(rng.below(1'000'000'000));
    (i % 3 == 0 ? one : two).record(value);
    both.record(value);
  }
  LatencyHistogram merged;
  merged.merge(one);
  merged.merge(two);
  merged.merge(LatencyHistogram{});
  EXPECT_EQ(merged.count(), both.count());
  EXPECT_EQ(merged.min(), both.min());
  EXPECT_EQ(merged.max(), both.max());
  EXPECT_NEAR(merged.mean(), both.mean(), 1e-3);
  for (const double quantile : {0.1, 0.5, 0.99}) {
    EXPECT_EQ(merged.at_quantile(quantile), both.at_quantile(quantile));
  }
}

}  // namespace
}  // namespace khoj::load
