// Every level of every kernel against the scalar reference, at all lengths around the vector widths.
#include "simd/bitset.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::simd {
namespace {

std::vector<std::uint64_t> random_words(base::Rng& rng, std::size_t words) {
  std::vector<std::uint64_t> out(words);
  for (auto& word : out) {
    word = rng();
    word = rng.chance(0.2) ? 0 : word & rng();
  }
  return out;
}

class Bitset : public testing::TestWithParam<Level> {};

TEST_P(Bitset, LogicAndCountsEqualTheReference) {
  const BitsetKernels& reference = bitset_kernels(Level::scalar);
  const BitsetKernels& kernels = bitset_kernels(GetParam());
  base::Rng rng(3);
  for (std::size_t words = 0; words < 70; ++words) {
    const auto a = random_words(rng, words);
    const auto b = random_words(rng, words);
    std::vector<std::uint64_t> expected(words);
    std::vector<std::uint64_t> actual(words);
    reference.bit_and(a.data(), b.data(), expected.data(), words);
    kernels.bit_and(a.data(), b.data(), actual.data(), words);
    EXPECT_EQ(actual, expected);
    reference.bit_and_not(a.data(), b.data(), expected.data(), words);
    kernels.bit_and_not(a.data(), b.data(), actual.data(), words);
    EXPECT_EQ(actual, expected);
    reference.bit_or(a.data(), b.data(), expected.data(), words);
    kernels.bit_or(a.data(), b.data(), actual.data(), words);
    EXPECT_EQ(actual, expected);
    EXPECT_EQ(kernels.popcount(a.data(), words), reference.popcount(a.data(), words));
    EXPECT_EQ(kernels.and_popcount(a.data(), b.data(), words),
              reference.and_popcount(a.data(), b.data(), words));
  }
}

TEST_P(Bitset, PlanesCount) {
  base::Rng rng(5);
  for (const std::size_t words : {1U, 3U, 4U, 64U, 67U}) {
    constexpr std::size_t kPlanes = 4;
    std::vector<std::uint64_t> planes(kPlanes * words);
    std::vector<unsigned> counts(words * 64);
    for (int added = 0; added < 15; ++added) {
      const auto a = random_words(rng, words);
      bitset_kernels(GetParam()).add_to_planes(a.data(), planes.data(), kPlanes, words);
      for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += test_bit(a.data(), i) ? 1 : 0;
    }
    for (std::size_t i = 0; i < counts.size(); ++i) {
      unsigned count = 0;
      for (std::size_t p = 0; p < kPlanes; ++p)
        count += (test_bit(planes.data() + p * words, i) ? 1U : 0U) << p;
      ASSERT_EQ(count, counts[i]);
    }
  }
}

TEST_P(Bitset, TestingElementsEqualsTheReference) {
  const BitsetKernels& reference = bitset_kernels(Level::scalar);
  const BitsetKernels& kernels = bitset_kernels(GetParam());
  base::Rng rng(5);
  const auto bits = random_words(rng, 50);
  for (std::size_t count = 0; count <= 128; ++count) {
    std::vector<std::uint32_t> elements(count);
    for (auto& element : elements) element = static_cast<std::uint32_t>(rng.below(bits.size() * 64));
    const BlockMask expected = reference.test(bits.data(), elements.data(), count);
    const BlockMask actual = kernels.test(bits.data(), elements.data(), count);
    EXPECT_EQ(actual.words[0], expected.words[0]);
    EXPECT_EQ(actual.words[1], expected.words[1]);
    for (std::size_t i = 0; i < 128; ++i) {
      const bool set = ((actual.words[i / 64] >> (i % 64)) & 1U) != 0;
      EXPECT_EQ(set, i < count && test_bit(bits.data(), elements[i]));
    }
  }
}

TEST(BlockMask, EqualsTheReference) {
  base::Rng rng(6);
  for (std::size_t count = 0; count <= 128; ++count) {
    std::vector<std::uint8_t> bytes(count + 16);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(rng());
    for (const std::uint8_t low : {0, 1, 127, 128, 200, 255}) {
      const BlockMask expected = bytes_at_least_scalar(bytes.data(), count, low);
      const BlockMask actual = bytes_at_least(bytes.data(), count, low);
      EXPECT_EQ(actual.words[0], expected.words[0]);
      EXPECT_EQ(actual.words[1], expected.words[1]);
    }
  }
}

TEST(SetBits, SetsWhatSetBitSets) {
  base::Rng rng(8);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint64_t> expected(10);
    for (auto& word : expected) word = std::uint64_t{1} << rng.below(64);
    std::vector<std::uint64_t> actual = expected;
    std::vector<std::uint32_t> bits;
    for (std::uint32_t i = 0; i < 640; ++i) {
      if (rng.below(600) < 2U * static_cast<std::uint32_t>(round)) bits.push_back(i);
    }
    for (const std::uint32_t i : bits) set_bit(expected.data(), i);
    set_bits(actual.data(), bits);
    EXPECT_EQ(actual, expected);
  }
}

TEST(PopcountWord, CountsOnes) {
  for (unsigned i = 0; i < 64; ++i) EXPECT_EQ(popcount_word((std::uint64_t{1} << i) - 1), i);
  EXPECT_EQ(popcount_word(~std::uint64_t{0}), 64U);
}

INSTANTIATE_TEST_SUITE_P(Levels, Bitset, testing::Values(Level::scalar, Level::avx2, Level::avx512),
                         [](const auto& level) { return std::string(to_string(level.param)); });

}  // namespace
}  // namespace khoj::simd
