// Every level of every kernel against the scalar reference.
#include "simd/dot_products.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::simd {
namespace {

class DotProducts : public testing::TestWithParam<Level> {};

std::int8_t draw(base::Rng& rng, int least) {
  return rng.chance(0.1) ? static_cast<std::int8_t>(rng.chance(0.5) ? least : 127)
                         : static_cast<std::int8_t>(static_cast<int>(rng.below(255)) - 127);
}

TEST_P(DotProducts, EqualTheReference) {
  base::Rng rng(7);
  for (std::size_t blocks = 0; blocks < 9; ++blocks) {
    const std::size_t stride = blocks * kDotBlock;
    for (std::size_t count = 0; count < 14; ++count) {
      std::vector<std::int8_t> query(stride);
      std::vector<std::int8_t> rows(stride * count);
      for (auto& number : query) number = draw(rng, -127);
      for (auto& number : rows) number = draw(rng, -128);
      std::vector<std::int32_t> expected(count);
      std::vector<std::int32_t> actual(count, -1);
      dot_product_kernels(Level::scalar).multiply(query.data(), rows.data(), stride, count, expected.data());
      dot_product_kernels(GetParam()).multiply(query.data(), rows.data(), stride, count, actual.data());
      ASSERT_EQ(actual, expected) << count << " rows of " << stride;
    }
  }
}

TEST_P(DotProducts, TheGreatestSumsFit) {
  constexpr std::size_t kStride = 65'536;
  const std::vector<std::int8_t> query(kStride, 127);
  const std::vector<std::int8_t> row(kStride, -128);
  std::int32_t sum = 0;
  dot_product_kernels(GetParam()).multiply(query.data(), row.data(), kStride, 1, &sum);
  EXPECT_EQ(sum, -128 * 127 * static_cast<std::int32_t>(kStride));
}

INSTANTIATE_TEST_SUITE_P(Levels, DotProducts, testing::Values(Level::avx2, Level::avx512),
                         [](const auto& level) { return std::string(to_string(level.param)); });

}  // namespace
}  // namespace khoj::simd
