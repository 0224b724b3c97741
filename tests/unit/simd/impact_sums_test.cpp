// Every level of every kernel against the scalar reference.
#include "simd/impact_sums.hpp"

#include <bit>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::simd {
namespace {

class ImpactSums : public testing::TestWithParam<Level> {};

TEST_P(ImpactSums, AddingEqualsTheReference) {
  base::Rng rng(5);
  for (std::size_t words = 0; words < 20; ++words) {
    for (const std::uint16_t scale : {0, 1, 255, 256, 20'000, 65'535}) {
      std::vector<std::uint64_t> bits(words);
      std::size_t ones = 0;
      for (auto& word : bits) {
        word = rng();
        word = rng.chance(0.2) ? 0 : rng.chance(0.1) ? ~std::uint64_t{0} : word & rng();
        ones += static_cast<std::size_t>(std::popcount(word));
      }
      std::vector<std::uint8_t> impacts(ones + 63, 0xFF);
      for (std::size_t i = 0; i < ones; ++i) impacts[i] = static_cast<std::uint8_t>(rng.below(256));
      std::vector<std::uint16_t> expected(words * 64);
      for (auto& sum : expected) sum = static_cast<std::uint16_t>(rng.below(200));
      std::vector<std::uint16_t> actual = expected;
      impact_sum_kernels(Level::scalar).add(bits.data(), impacts.data(), scale, expected.data(), words);
      impact_sum_kernels(GetParam()).add(bits.data(), impacts.data(), scale, actual.data(), words);
      ASSERT_EQ(actual, expected) << words << " words, scale " << scale;
    }
  }
}

TEST_P(ImpactSums, ThresholdsAndMaximaEqualTheReference) {
  base::Rng rng(6);
  for (std::size_t words = 0; words < 20; ++words) {
    std::vector<std::uint16_t> sums(words * 64);
    for (auto& sum : sums)
      sum = static_cast<std::uint16_t>(rng.chance(0.5) ? rng.below(4) : rng.below(65'536));
    for (const std::uint16_t low : {0, 1, 3, 30'000, 32'768, 65'535}) {
      std::vector<std::uint64_t> expected(words);
      std::vector<std::uint64_t> actual(words);
      impact_sum_kernels(Level::scalar).at_least(sums.data(), low, expected.data(), words);
      impact_sum_kernels(GetParam()).at_least(sums.data(), low, actual.data(), words);
      ASSERT_EQ(actual, expected) << words << " words, low " << low;
    }
    std::vector<std::uint16_t> expected(words);
    std::vector<std::uint16_t> actual(words);
    impact_sum_kernels(Level::scalar).maxima(sums.data(), expected.data(), words);
    impact_sum_kernels(GetParam()).maxima(sums.data(), actual.data(), words);
    ASSERT_EQ(actual, expected) << words << " words";
  }
}

INSTANTIATE_TEST_SUITE_P(Levels, ImpactSums, testing::Values(Level::avx2, Level::avx512),
                         [](const auto& level) { return std::string(to_string(level.param)); });

}  // namespace
}  // namespace khoj::simd
