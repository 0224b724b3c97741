// A histogram of latencies: buckets grow with the value, so that every quantile is known to within 0.4 % from
// a nanosecond to about nine minutes, in 33 KiB and without an allocation while measuring. Count, mean,
// smallest and largest are exact; longer times are counted as the longest. Not thread-safe: one per thread,
// merged at the end. Source: the layout of Gil Tene's HdrHistogram (power-of-two ranges cut into equal
// parts).
#pragma once

#include <array>
#include <cstdint>

namespace khoj::load {

class LatencyHistogram {
 public:
  /// Negative times (a clock that stepped) count as zero.
  void record(std::int64_t nanoseconds) noexcept;
  void merge(const LatencyHistogram& other) noexcept;

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// Exact; 0 when nothing was recorded, as are the following.
  [[nodiscard]] std::int64_t min() const noexcept { return count_ == 0 ? 0 : min_; }
  [[nodiscard]] std::int64_t max() const noexcept { return max_; }
  [[nodiscard]] double mean() const noexcept;
  /// The smallest recorded time that at least `quantile` (0 to 1) of all times do not exceed, in nanoseconds,
  /// within 0.4 %. quantile 1 gives max().
  [[nodiscard]] std::int64_t at_quantile(double quantile) const noexcept;

 private:
  static constexpr unsigned kPrecisionBits = 7;  // 128 parts in every power of two: 0.8 % wide.
  static constexpr unsigned kRangeBits = 39;     // 2^39 ns: 549 s.
  static constexpr std::size_t kParts = std::size_t{1} << kPrecisionBits;
  static constexpr std::size_t kBuckets = (kRangeBits - kPrecisionBits + 1) * kParts;

  static std::size_t bucket_of(std::uint64_t value) noexcept;
  static std::int64_t middle_of(std::size_t bucket) noexcept;

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t count_ = 0;
  double sum_ = 0.0;
  std::int64_t min_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace khoj::load
