#include "rank/title_match.hpp"

#include <gtest/gtest.h>

#include "text/analyzer.hpp"

namespace khoj::rank {
namespace {

class TitleMatchTest : public ::testing::Test {
 protected:
  TitleMatch match(const char* query, const char* title) {
    pipeline::Query parsed;
    parsed.words = analyzer_.analyze_query(query);
    return match_title(parsed, title);
  }
  const text::Analyzer analyzer_ = text::Analyzer::create({}).value();
};

TEST_F(TitleMatchTest, X_03_CountsWordsAsTyped) {
  EXPECT_EQ(match("Wireless headphones", "boAt WIRELESS Headphones (Black)").exact, 1.0);
  EXPECT_EQ(match("wireless headphone", "Wireless Headphones").exact, 0.5);
  EXPECT_EQ(match("wireles headphones", "Wireless Headphones").exact, 0.5);
  EXPECT_EQ(match("कुर्ता", "लाल कुर्ता").exact, 1.0);
  EXPECT_EQ(match("phone", "Smartphone").exact, 0.0);
  EXPECT_EQ(match("phone", "").exact, 0.0);
  EXPECT_EQ(match("", "Phone").exact, 0.0);
}

TEST_F(TitleMatchTest, X_03_CountsWordsNextToEachOther) {
  EXPECT_EQ(match("running shoes", "Puma Running Shoes").near, 1.0);
  EXPECT_EQ(match("running shoe", "Puma running shoes").near, 1.0) << "in another form, too";
  EXPECT_EQ(match("running shoes", "Running and walking shoes").near, 0.5);
  EXPECT_EQ(match("running shoes", "Shoes, running").near, 0.5);
  EXPECT_EQ(match("running shoes", "Shoes for walking, hiking and running").near, 0.0);
  EXPECT_EQ(match("red running shoes", "Running shoes in red").near, 0.5);
  EXPECT_EQ(match("shoes", "Shoes").near, 0.0);
}

TEST_F(TitleMatchTest, LongTextsAreCut) {
  std::string long_query;
  std::string long_title;
  for (int i = 0; i < 200; ++i) {
    long_query += "w" + std::to_string(i) + " ";
    long_title += "W" + std::to_string(i) + "-";
  }
  EXPECT_EQ(match(long_query.c_str(), long_title.c_str()).exact, 1.0);
  EXPECT_EQ(match("w63 w64", long_title.c_str()).exact, 0.5);
}

}  // namespace
}  // namespace khoj::rank
