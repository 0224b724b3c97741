// Every level of every kernel against a plain comparison, at all lengths around the vector widths.
#include "simd/range.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "simd/bitset.hpp"

namespace khoj::simd {
namespace {

class Range : public testing::TestWithParam<Level> {};

TEST_P(Range, OfDoublesEqualsTheReferenceAlsoForNanAndInfinity) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  base::Rng rng(4);
  for (std::size_t count = 0; count < 200; ++count) {
    std::vector<double> values(count);
    for (auto& value : values) {
      value = rng.chance(0.1)    ? std::nan("")
              : rng.chance(0.05) ? kInfinity
                                 : static_cast<double>(rng.between(-5, 5));
    }
    for (const auto& [min, max] :
         {std::pair{-2.0, 3.0}, std::pair{-kInfinity, kInfinity}, std::pair{4.0, 1.0}}) {
      std::vector<std::uint64_t> actual(words_for(count), ~std::uint64_t{0});
      range_kernels(GetParam()).of_doubles(values.data(), count, min, max, actual.data());
      for (std::size_t i = 0; i < actual.size() * 64; ++i) {
        ASSERT_EQ(test_bit(actual.data(), i), i < count && values[i] >= min && values[i] <= max);
      }
    }
  }
}

template <typename T, typename Kernel>
void expect_ranges(Kernel kernel, T greatest) {
  base::Rng rng(6);
  for (std::size_t count = 0; count < 200; ++count) {
    std::vector<T> values(count);
    for (auto& value : values) value = static_cast<T>(rng.below(std::uint64_t{greatest} + 1));
    const auto middle = static_cast<T>(greatest / 2);
    for (const auto& [low, high] : {std::pair<T, T>{0, greatest}, std::pair<T, T>{1, middle},
                                    std::pair<T, T>{middle, greatest}, std::pair<T, T>{middle, middle}}) {
      std::vector<std::uint64_t> actual(words_for(count), ~std::uint64_t{0});
      kernel(values.data(), count, low, high, actual.data());
      for (std::size_t i = 0; i < actual.size() * 64; ++i) {
        ASSERT_EQ(test_bit(actual.data(), i), i < count && values[i] >= low && values[i] <= high)
            << "value " << i << " of " << count;
      }
    }
  }
}

TEST_P(Range, OfCodesEqualsTheReference) {
  const auto& kernels = range_kernels(GetParam());
  expect_ranges<std::uint8_t>(kernels.of_bytes, 255);
  expect_ranges<std::uint16_t>(kernels.of_shorts, 65535);
  expect_ranges<std::uint16_t>(kernels.of_shorts, 300);
}

INSTANTIATE_TEST_SUITE_P(Levels, Range, testing::Values(Level::scalar, Level::avx2, Level::avx512),
                         [](const auto& level) { return std::string(to_string(level.param)); });

}  // namespace
}  // namespace khoj::simd
