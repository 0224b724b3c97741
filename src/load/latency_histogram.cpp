#include "load/latency_histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace khoj::load {

std::size_t LatencyHistogram::bucket_of(std::uint64_t value) noexcept {
  value = std::min(value, (std::uint64_t{1} << kRangeBits) - 1);
  if (value < kParts) return value;
  const auto shift = static_cast<unsigned>(std::bit_width(value)) - 1 - kPrecisionBits;
  // The top kPrecisionBits + 1 bits are kParts + part, so the ranges follow one another without a gap.
  return shift * kParts + (value >> shift);
}

std::int64_t LatencyHistogram::middle_of(std::size_t bucket) noexcept {
  if (bucket < 2 * kParts) return static_cast<std::int64_t>(bucket);
  const auto shift = bucket / kParts - 1;
  const auto low = (bucket - shift * kParts) << shift;
  return static_cast<std::int64_t>(low + (std::size_t{1} << shift) / 2);
}

void LatencyHistogram::record(std::int64_t nanoseconds) noexcept {
  const auto value = std::max<std::int64_t>(nanoseconds, 0);
  ++counts_[bucket_of(static_cast<std::uint64_t>(value))];
  min_ = count_ == 0 ? value : std::min(min_, value);
  max_ = std::max(max_, value);
  sum_ += static_cast<double>(value);
  ++count_;
}

void LatencyHistogram::merge(const LatencyHistogram& other) noexcept {
  if (other.count_ == 0) return;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) counts_[bucket] += other.counts_[bucket];
  min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
  count_ += other.count_;
}

double LatencyHistogram::mean() const noexcept {
  return count_ == 0 ? 0.0 : sum_ / static_cast<double>(count_);
}

std::int64_t LatencyHistogram::at_quantile(double quantile) const noexcept {
  if (count_ == 0) return 0;
  const double rank = std::ceil(std::clamp(quantile, 0.0, 1.0) * static_cast<double>(count_));
  const auto wanted = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(rank), 1, count_);
  if (wanted == count_) return max_;
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += counts_[bucket];
    if (seen >= wanted) return std::clamp(middle_of(bucket), min_, max_);
  }
  return max_;
}

}  // namespace khoj::load
