#include "sources/word_expansion.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "index/segment.hpp"
#include "index/segment_builder.hpp"

namespace khoj::sources {
namespace {

class WordExpansion : public ::testing::Test {
 protected:
  WordExpansion() : analyzer_(text::Analyzer::create({}).value()) {
    schema_.text = {{"title", 1.0F, 0.5F, {}}};
    index::SegmentBuilder builder(schema_);
    text::TokenBuffer buffer;
    std::uint32_t item = 1;
    for (const char* title : {"Wireless headphones", "Wireless earphones", "Wired headphones", "Smart watch",
                              "Smart watch strap", "iPhone 13 cover", "Samsung WH1000XM4", "Model M 13",
                              "Hover board", "लाल कुर्ता", "Silver earrings"}) {
      index::Document document;
      document.item = domain::ItemId(item++);
      document.text = {title};
      analyzer_.analyze(title, buffer);
      const std::vector<std::span<const text::Token>> fields = {buffer.tokens()};
      EXPECT_TRUE(builder.add(document, fields).has_value());
    }
    auto sink = index::SegmentSink::to_memory();
    EXPECT_TRUE(builder.write({}, sink).has_value());
    auto reader = index::SegmentReader::from_bytes("test", sink.take_bytes(), schema_).value();
    index_ = std::make_unique<index::IndexSnapshot>(
        schema_, std::vector{std::make_shared<const index::Segment>(std::move(reader), nullptr)},
        domain::ChangeSeq(1));
  }

  /// The terms that stand for the last word of the query, most likely first.
  std::vector<std::string> terms(const std::string& query, Expand which = Expand::strangers) {
    const auto words = expand_words(*index_, &analyzer_, analyzer_.analyze_query(query), which);
    std::vector<std::string> out;
    if (!words) return out;
    for (const auto& alternative : words->back().alternatives) out.push_back(alternative.term);
    return out;
  }
  static bool has(const std::vector<std::string>& terms, const std::string& term) {
    return std::find(terms.begin(), terms.end(), term) != terms.end();
  }

  text::Analyzer analyzer_;
  index::Schema schema_;
  std::unique_ptr<index::IndexSnapshot> index_;
};

TEST_F(WordExpansion, X_03_AKnownWordIsLeftAlone) {
  EXPECT_TRUE(terms("wireless").empty());
  EXPECT_TRUE(terms("headphone").empty());
  EXPECT_TRUE(terms("").empty());
}

TEST_F(WordExpansion, X_03_MisspeltWordsGainWhatTheyWereMeantToBe) {
  EXPECT_TRUE(has(terms("wireles"), "wireless"));
  EXPECT_TRUE(has(terms("hedphone"), "headphon"));
  EXPECT_TRUE(has(terms("haedphoens"), "headphon")) << "two mistakes in a long word";
  EXPECT_TRUE(has(terms("smrt"), "smart"));
  EXPECT_TRUE(has(terms("wtach"), "watch"));
  EXPECT_TRUE(has(terms("xireless"), "wireless")) << "the first letter";
  EXPECT_TRUE(has(terms("krta"), "kurta")) << "a Hindi word by its Latin spelling";
  EXPECT_TRUE(terms("zzzzzz").empty());
}

TEST_F(WordExpansion, X_03_NumbersAndModelCodesAreExact) {
  EXPECT_TRUE(terms("14").empty());
  EXPECT_TRUE(terms("wh1000xm5").empty());
  EXPECT_TRUE(terms("m13").empty());
}

TEST_F(WordExpansion, X_03_TheLastWordMayBeUnfinished) {
  EXPECT_TRUE(has(terms("wireless ear"), "earphon"));
  EXPECT_TRUE(has(terms("wireless eerph"), "earphon")) << "unfinished and misspelt";
  EXPECT_TRUE(has(terms("samsung wh1000"), "wh1000xm4"));
  const auto words =
      expand_words(*index_, &analyzer_, analyzer_.analyze_query("ear wireless"), Expand::strangers);
  EXPECT_FALSE(words.has_value()) << "only the last one";
}

TEST_F(WordExpansion, WhatIsLessLikelyWeighsLess) {
  const auto words = expand_words(*index_, &analyzer_, analyzer_.analyze_query("wirelss"), Expand::strangers);
  ASSERT_TRUE(words.has_value());
  const auto& alternatives = words->back().alternatives;
  EXPECT_EQ(alternatives.front().weight, 1.0F);
  for (std::size_t i = 1; i < alternatives.size(); ++i) {
    EXPECT_LT(alternatives[i].weight, 1.0F);
    EXPECT_GT(alternatives[i].weight, 0.0F);
    EXPECT_TRUE(i == 1 || alternatives[i].weight <= alternatives[i - 1].weight);
  }
}

TEST_F(WordExpansion, X_03_AWordMayBeTwoAndTwoMayBeOne) {
  const auto two =
      expand_words(*index_, &analyzer_, analyzer_.analyze_query("wirelessearphone"), Expand::strangers);
  ASSERT_TRUE(two.has_value());
  ASSERT_EQ(two->size(), 2U);
  EXPECT_EQ((*two)[0].surface, "wireless");
  EXPECT_EQ((*two)[1].surface, "earphone");
  EXPECT_EQ(expand_words(*index_, &analyzer_, analyzer_.analyze_query("iphone13"), Expand::strangers)->size(),
            2U);
  EXPECT_FALSE(
      expand_words(*index_, nullptr, analyzer_.analyze_query("wirelessearphone"), Expand::strangers));

  const auto one =
      expand_words(*index_, &analyzer_, analyzer_.analyze_query("head phones"), Expand::strangers);
  ASSERT_TRUE(one.has_value());
  for (const auto& word : *one) {
    EXPECT_TRUE(std::any_of(word.alternatives.begin(), word.alternatives.end(),
                            [](const auto& alternative) { return alternative.term == "headphon"; }));
  }

  const auto phrase = expand_words(*index_, &analyzer_, analyzer_.analyze_query("smartwatch"), Expand::all);
  ASSERT_TRUE(phrase.has_value());
  ASSERT_EQ(phrase->size(), 2U) << "a stranger";
}

TEST_F(WordExpansion, X_03_AllWordsMayBeMeantOtherwise) {
  EXPECT_TRUE(terms("hover").empty());
  EXPECT_TRUE(has(terms("hover", Expand::all), "cover"));
}

}  // namespace
}  // namespace khoj::sources
