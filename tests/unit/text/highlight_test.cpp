#include "text/highlight.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "text/graphemes.hpp"

namespace khoj::text {
namespace {

class HighlightTest : public ::testing::Test {
 protected:
  std::string mark(std::string_view query, std::string_view text, std::uint32_t words = 30) {
    Highlighter highlighter(analyzer_, analyzer_.analyze_query(query));
    return highlighter.mark(text, {.before = "<b>", .after = "</b>", .snippet_words = words});
  }
  Analyzer analyzer_ = *Analyzer::create({});
};

TEST_F(HighlightTest, X_01_MarksWhatTheIndexWouldMatch) {
  EXPECT_EQ(mark("shoe", "Running Shoes for men"), "Running <b>Shoes</b> for men");
  EXPECT_EQ(mark("jute", "जूते और चप्पल"), "<b>जूते</b> और चप्पल") << "transliterated";
  EXPECT_EQ(mark("128 gb", "Phone, 128GB, blue"), "Phone, <b>128GB</b>, blue");
  EXPECT_EQ(mark("t-shirt", "Cotton T-Shirt"), "Cotton <b>T-Shirt</b>");
  EXPECT_EQ(mark("watch", "No such word"), "No such word");
}

TEST_F(HighlightTest, X_01_EscapesEverythingButItsMarks) {
  EXPECT_EQ(mark("b", "<script>a & \"b\"</script> 'b'"),
            "&lt;script&gt;a &amp; &quot;<b>b</b>&quot;&lt;/script&gt; &#39;<b>b</b>&#39;");
}

TEST_F(HighlightTest, X_01_CutsASnippetWhereMostOfTheQueryStands) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "filler ";
  text += "red cotton saree ";
  for (int i = 0; i < 50; ++i) text += "more ";
  text += "red";
  const auto snippet = mark("red saree", text, 7);
  EXPECT_EQ(snippet, "…filler filler <b>red</b> cotton <b>saree</b> more more…");
  EXPECT_EQ(mark("silk", text, 3), "filler filler filler…");
}

TEST_F(HighlightTest, X_01_NeverSplitsAGrapheme) {
  // A family of joined emoji, a flag, Devanagari with vowel signs, a letter with a combining accent.
  EXPECT_EQ(mark("cafe", "cafe\u0301 ok"), "<b>cafe\u0301</b> ok");
  base::Rng rng(4);
  const std::vector<std::string> pieces = {
      "शर्ट ", "कि", "क्षि ", "👨‍👩‍👧", "🇮🇳", "e\u0301", "red", " ", "-", "\r\n", "ab"};
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    for (std::int64_t n = rng.between(1, 12); n > 0; --n) text += pieces[rng.below(pieces.size())];
    std::string marked = mark("red shirt कि e ab", text, 3);
    // Every mark stands on a boundary: without the marks and the ellipses it is the text, cut at boundaries.
    Graphemes graphemes(text);
    std::string plain;
    std::vector<std::size_t> marks;
    for (std::size_t at = 0; at < marked.size();) {
      const std::string_view rest = std::string_view(marked).substr(at);
      bool skipped = false;
      for (const std::string_view tag : {"<b>", "</b>", "…"}) {
        if (!rest.starts_with(tag)) continue;
        marks.push_back(plain.size());
        at += tag.size();
        skipped = true;
        break;
      }
      if (!skipped) plain += marked[at++];
    }
    const auto begin = text.find(plain);
    ASSERT_NE(begin, std::string::npos) << text << " / " << marked;
    for (const std::size_t at : marks) {
      const auto place = static_cast<std::uint32_t>(begin + at);
      ASSERT_EQ(graphemes.floor(place), place) << text << " / " << marked;
    }
  }
}

TEST_F(HighlightTest, TakesAnyBytes) {
  base::Rng rng(9);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (std::uint64_t n = rng.below(60); n > 0; --n) text += static_cast<char>(rng.below(256));
    (void)mark("a b", text, 2);
  }
}

}  // namespace
}  // namespace khoj::text
