#include "text/typo.hpp"

#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>

namespace khoj::text {
namespace {

TEST(AddTypo, ChangesOneWordByOneEdit) {
  base::Rng rng(1);
  for (int i = 0; i < 2'000; ++i) {
    std::string text = "blue kurta 5 l";
    ASSERT_TRUE(add_typo(text, rng));
    EXPECT_NE(text, "blue kurta 5 l");
    EXPECT_TRUE(text.starts_with('b')) << text;
    EXPECT_TRUE(text.ends_with(" 5 l")) << text;
    const auto size = static_cast<std::ptrdiff_t>(text.size()) - 14;
    EXPECT_LE(std::abs(size), 1);
    EXPECT_EQ(std::count(text.begin(), text.end(), ' '), 3);
  }
}

TEST(AddTypo, LeavesShortAndForeignWordsAlone) {
  base::Rng rng(1);
  for (const std::string original : {"tea", "5 l ac", "कुर्ता", ""}) {
    std::string text = original;
    EXPECT_FALSE(add_typo(text, rng));
    EXPECT_EQ(text, original);
  }
}

}  // namespace
}  // namespace khoj::text
