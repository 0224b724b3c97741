#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::base {
namespace {

TEST(Utf8, TellsWellFormedFromIllFormed) {
  for (const std::string_view good : {"", "plain", "exactly8", "long plain text of more than eight", "कुर्ता",
                                      "é", "👗", "mixed कुर्ता text"}) {
    EXPECT_TRUE(is_valid_utf8(good)) << good;
  }
  for (const std::string_view bad : {"\xff", "\xc3", "eight ch\xc3", "12345678\xff", "\xc0\x80",
                                     "\xed\xa0\x80", "\xe0\x80\x80", "\xf4\x90\x80\x80", "\x80"}) {
    EXPECT_FALSE(is_valid_utf8(bad)) << bad;
  }
}

TEST(Utf8, TextIsValidExactlyWhenRepairChangesNothing) {
  constexpr std::string_view kParts[] = {
      "a",    "abcdefgh", "\xc3\xa9",     "\xe0\xa4\x95", "\xf0\x9f\x91\x97",
      "\xff", "\xc3",     "\xed\xa0\x80", "\xc0\x80",     "\x80"};
  Rng rng(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    const auto parts = rng.below(12);
    for (std::uint64_t i = 0; i < parts; ++i)
      text += kParts[rng.below(rng.chance(0.9) ? 5 : std::size(kParts))];
    const std::string repaired = replace_invalid_utf8(text);
    EXPECT_EQ(is_valid_utf8(text), repaired == text);
    EXPECT_TRUE(is_valid_utf8(repaired));
  }
}

TEST(Utf8, CutsBetweenCodePoints) {
  EXPECT_EQ(truncate_utf8("aé", 2), "a");
  EXPECT_EQ(truncate_utf8("aé", 3), "aé");
  EXPECT_EQ(count_code_points("aé👗"), 3U);
}

}  // namespace
}  // namespace khoj::base
