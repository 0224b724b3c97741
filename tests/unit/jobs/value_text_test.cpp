#include "jobs/value_text.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "jobs/text_pattern.hpp"

namespace khoj::jobs {
namespace {

TEST(ValueText, TrimsNoBreakSpacesToo) {
  EXPECT_EQ(trim(" \t\u00A0 x y \u00A0\n"), "x y");
  EXPECT_EQ(trim("\u00A0\u00A0"), "");
}

TEST(ValueText, ReadsNumbers) {
  EXPECT_EQ(parse_number("4.2").value(), 4.2);
  EXPECT_EQ(parse_number(" 1,23,456 ").value(), 123456);
  EXPECT_EQ(parse_number("-3").value(), -3);
  EXPECT_EQ(parse_number("+7").value(), 7);
  EXPECT_EQ(parse_number("1e3").value(), 1000);
  EXPECT_DOUBLE_EQ(parse_number("12.5%").value(), 0.125);
  for (const char* bad :
       {"", "Get", "FREE", "4.2 of 5", "1,,2", ",1", "1,", "nan", "inf", "1e999", "--1", "+-1", "0x10"}) {
    EXPECT_FALSE(parse_number(bad).has_value()) << bad;
  }
}

TEST(ValueText, ReadsIntegersAndTruth) {
  EXPECT_EQ(parse_integer("2,255").value(), 2255);
  EXPECT_EQ(parse_integer("3.0").value(), 3);
  EXPECT_FALSE(parse_integer("3.5").has_value());
  EXPECT_FALSE(parse_integer("1e300").has_value());
  EXPECT_FALSE(parse_integer("Only 2 left in stock.").has_value());
  EXPECT_TRUE(parse_boolean("Yes").value());
  EXPECT_FALSE(parse_boolean("0").value());
  EXPECT_FALSE(parse_boolean("maybe").has_value());
}

TEST(ValueText, StripsHtml) {
  EXPECT_EQ(strip_html("<p>Soft &amp; <b>warm</b></p><ul><li>one<li>two</ul>"), "Soft & warm\none\ntwo");
  EXPECT_EQ(strip_html("a < b &nope; &#8377;5 &#x20B9;6 &#0; <3"), "a < b &nope; ₹5 ₹6 &#0; <3");
  EXPECT_EQ(strip_html("x<script>if (a<b) {}</script>y<!-- z -->"), "xy");
  EXPECT_EQ(strip_html("cut <b"), "cut <b");
}

TEST(ValueText, StripsMarkdown) {
  EXPECT_EQ(strip_markdown("## A *nice* title\n\n- **one** thing\n- 5 * 3\n\n---\nsee [here](http://x) "
                           "`code` snake_case __x__"),
            "A nice title\none thing\n5 * 3\nsee here code snake_case x");
}

TEST(ValueText, MarkupOfAnyKindIsStrippedInReasonableTime) {
  base::Rng rng(3);
  constexpr std::string_view kAlphabet = "<>a/!-&;#[]()*_` \n\\x1";
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t i = rng.below(200); i > 0; --i) text += kAlphabet[rng.below(kAlphabet.size())];
    EXPECT_LE(strip_html(text).size(), text.size());
    EXPECT_LE(strip_markdown(text).size(), text.size());
  }
  for (const std::string_view piece : {"<", "<a", "[", "- ", "&", "<!--", "<script>", "![", "> ", "\\"}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;
    EXPECT_LE(strip_html(text).size(), text.size());
    EXPECT_LE(strip_markdown(text).size(), text.size());
  }
}

TEST(TextPattern, FindsTheFirstGroupOrTheWholeMatch) {
  EXPECT_EQ(TextPattern::compile("/dp/([A-Z0-9]{10})").value()->find("https://x/dp/B0BRKXTSBT/ref"),
            "B0BRKXTSBT");
  EXPECT_EQ(TextPattern::compile("[क-ह]+").value()->find("a कख b"), "कख");
  EXPECT_EQ(TextPattern::compile("x").value()->find("y"), std::nullopt);
  EXPECT_FALSE(TextPattern::compile("(").has_value());
}

TEST(TextPattern, CatastrophicPatternsEnd) {
  EXPECT_EQ(TextPattern::compile("(a+)+$").value()->find(std::string(5000, 'a') + "b"), std::nullopt);
}

}  // namespace
}  // namespace khoj::jobs
