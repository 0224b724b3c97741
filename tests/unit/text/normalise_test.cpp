#include "text/normalise.hpp"

#include <random>

#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace khoj::text {
namespace {

TEST(Fold, FoldsCaseCompatibilityAndAccents) {
  EXPECT_EQ(fold("Hello WORLD 1.5"), "hello world 1.5");
  EXPECT_EQ(fold("ＡＢＣ１２８"), "abc128");
  EXPECT_EQ(fold("Crème Brûlée Ångström ǖ"), "creme brulee angstrom u");
  EXPECT_EQ(fold("Straße Øre Łódź Œuvre ﬁt"), "strasse ore lodz oeuvre fit");
  EXPECT_EQ(fold("e\u0301\u0302"), "e");
  EXPECT_EQ(fold("women’s"), "women's");
}

TEST(Fold, FoldsIndicSpellings) {
  EXPECT_EQ(fold("क्\u200Dष"), "क्ष");
  EXPECT_EQ(fold("१२३ ௫"), "123 5");
  EXPECT_EQ(fold("\u095C"), "ड\u093C");
}

TEST(DropOptionalMarks, LeavesWhatMakesALetter) {
  const auto drop = [](std::string_view text) {
    std::string out = fold(text);
    drop_optional_marks(out);
    return out;
  };
  EXPECT_EQ(drop("ज़"), "ज");
  EXPECT_EQ(drop("कमीज़ फ़ोन"), "कमीज फोन");
  EXPECT_EQ(drop("साड़ी पढ़ाई"), fold("साड़ी पढ़ाई"));
  EXPECT_EQ(drop("चाँद"), "चांद");
  EXPECT_EQ(drop("abc é"), "abc e");
}

TEST(Fold, ReplacesIllFormedBytes) {
  EXPECT_EQ(fold("A\xFF"
                 "é"),
            "a\uFFFDe");
}

TEST(FoldProperty, IsIdempotentAndWellFormed) {
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes;
    for (std::size_t i = random() % 10; i > 0; --i) {
      const char32_t c = random() % 3 == 0 ? 0x900 + random() % 0x500 : random() % 0x3000;
      if (c < 0x80) {
        bytes.push_back(static_cast<char>(c));
      } else if (c < 0x800) {
        bytes.push_back(static_cast<char>(0xC0 | (c >> 6)));
        bytes.push_back(static_cast<char>(0x80 | (c & 0x3F)));
      } else {
        bytes.push_back(static_cast<char>(0xE0 | (c >> 12)));
        bytes.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
        bytes.push_back(static_cast<char>(0x80 | (c & 0x3F)));
      }
    }
    const std::string once = fold(bytes);
    ASSERT_TRUE(base::is_valid_utf8(once));
    ASSERT_EQ(fold(once), once) << testing::PrintToString(bytes);
  }
}

TEST(FoldProperty, AsciiPathAgreesWithTheGeneralOne) {
  std::mt19937 random(2);
  for (int round = 0; round < 5'000; ++round) {
    std::string text(random() % 12, ' ');
    for (char& c : text) c = static_cast<char>(random() % 128);
    // A character of its own that folds to itself forces the general path.
    ASSERT_EQ(fold(text + " क"), fold(text) + " क");
  }
}

}  // namespace
}  // namespace khoj::text
