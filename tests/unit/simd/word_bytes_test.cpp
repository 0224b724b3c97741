#include "simd/word_bytes.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::simd {
namespace {

TEST(WordBytes, KnowsLettersDigitsAndLongerCharacters) {
  EXPECT_EQ(word_bytes("aZ09@[`{/:", 10), 0b00'0000'1111U);
  const std::string hindi = "कु";
  EXPECT_EQ(word_bytes(hindi.data(), hindi.size()), 0b11'1111U);
  EXPECT_EQ(word_bytes("", 0), 0U);
}

TEST(WordBytes, EveryByteAtEveryPlaceIsAsTheReferenceSays) {
  base::Rng rng(1);
  for (std::size_t size = 0; size <= 64; ++size) {
    for (int round = 0; round < 200; ++round) {
      std::string text;
      while (text.size() < size) text.push_back(static_cast<char>(rng.below(256)));
      ASSERT_EQ(word_bytes(text.data(), size), word_bytes_scalar(text.data(), size)) << text;
    }
  }
}

}  // namespace
}  // namespace khoj::simd
