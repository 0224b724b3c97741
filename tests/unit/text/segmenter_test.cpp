#include "text/segmenter.hpp"

#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace khoj::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> words_of(const std::string& text) {
  Segmenter segmenter;
  std::vector<WordRange> ranges;
  segmenter.segment(text, ranges);
  std::vector<std::string> out;
  for (const WordRange& range : ranges) out.push_back(text.substr(range.begin, range.end - range.begin));
  return out;
}

TEST(Segmenter, SeparatesAtEverythingButInnerSigns) {
  EXPECT_THAT(words_of("a-b/c_d e:f.g"), ElementsAre("a", "b", "c", "d", "e", "f", "g"));
  EXPECT_THAT(words_of("women's boys' 'n o'2"), ElementsAre("women's", "boys", "n", "o", "2"));
  EXPECT_THAT(words_of("1.5ton 1,299 .5 5. 1,2 v5.0"),
              ElementsAre("1.5ton", "1,299", "5", "5", "1", "2", "v5.0"));
  EXPECT_THAT(words_of(""), IsEmpty());
}

TEST(Segmenter, CutsOtherScripts) {
  EXPECT_THAT(words_of("लाल कुर्ता।साड़ी"), ElementsAre("लाल", "कुर्ता", "साड़ी"));
  EXPECT_THAT(words_of("abc手机"), ElementsAre("abc", "手机"));
  EXPECT_THAT(words_of("women’s café–bar"), ElementsAre("women’s", "café", "bar"));
  EXPECT_THAT(words_of("🙂 \u0301 ² \u200D"), IsEmpty());
}

TEST(Segmenter, TreatsIllFormedBytesAsSeparators) {
  EXPECT_THAT(words_of("ab\xFF"
                       "cd"),
              ElementsAre("ab", "cd"));
  EXPECT_THAT(words_of("\xC3"), IsEmpty());
}

TEST(SegmenterProperty, FastPathAgreesWithIcuOnAscii) {
  std::mt19937 random(3);
  Segmenter segmenter;
  std::vector<WordRange> fast;
  std::vector<WordRange> reference;
  const std::string likely = "aZ09.,'-_:/ \t\"&;";
  for (int round = 0; round < 50'000; ++round) {
    std::string text(random() % 24, ' ');
    for (char& c : text)
      c = random() % 4 == 0 ? static_cast<char>(random() % 128) : likely[random() % likely.size()];
    segmenter.segment(text, fast);
    segmenter.segment_with_icu(text, reference);
    ASSERT_EQ(fast, reference) << testing::PrintToString(text);
  }
}

TEST(SegmenterProperty, CuttingAtWhiteSpaceFirstChangesNothing) {
  std::mt19937 random(5);
  Segmenter segmenter;
  std::vector<WordRange> fast;
  std::vector<WordRange> reference;
  const std::vector<std::string> pieces = {"a", "Z",      "9",    ".",      ",", "'",  "-",  " ",
                                           " ", "\t",     "é",    "क",      "्",  "手", "机", "’",
                                           "“", "\u200D", "\xFF", "\u0301", "ക", "ไ",  "ท",  "ย"};
  for (int round = 0; round < 30'000; ++round) {
    std::string text;
    for (std::size_t i = random() % 16; i > 0; --i) text += pieces[random() % pieces.size()];
    segmenter.segment(text, fast);
    segmenter.segment_with_icu(text, reference);
    ASSERT_EQ(fast, reference) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace khoj::text
