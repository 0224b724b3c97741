#include "query/query_parser.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace khoj::query {
namespace {

std::shared_ptr<const text::Analyzer> analyzer() {
  return std::make_shared<const text::Analyzer>(text::Analyzer::create({}).value());
}

TEST(QueryParser, AddsSynonymsAsAlternatives) {
  const auto parser = QueryParser::create(analyzer(), {{"earbuds", {"earphones"}}}, {}).value();
  const auto query = parser.parse("Earbuds  Wireless");
  ASSERT_EQ(query.words.size(), 2U);
  EXPECT_EQ(query.normalized, "earbuds wireless");
  const auto& alternatives = query.words[0].alternatives;
  ASSERT_EQ(alternatives.size(), 2U);
  EXPECT_EQ(alternatives[0].weight, 1.0F);
  EXPECT_EQ(alternatives[1].term, parser.parse("earphones").words[0].alternatives[0].term);
  EXPECT_LT(alternatives[1].weight, 1.0F);
  EXPECT_EQ(parser.parse("earphones").words[0].alternatives.size(), 1U) << "the rule is one-way";
}

TEST(QueryParser, MarksStopWordsOfTheShop) {
  const auto parser = QueryParser::create(analyzer(), {}, {"online"}).value();
  const auto query = parser.parse("saree online");
  ASSERT_EQ(query.words.size(), 2U);
  EXPECT_FALSE(query.words[0].stop_word);
  EXPECT_TRUE(query.words[1].stop_word);
}

TEST(QueryParser, X_03_SynonymsMayBeSeveralWords) {
  const auto parser =
      QueryParser::create(analyzer(), {{"tv", {"television set"}}, {"television set", {"tv"}}}, {}).value();
  const auto tv = parser.parse("tv stand");
  ASSERT_EQ(tv.words.size(), 2U);
  ASSERT_EQ(tv.words[0].alternatives.size(), 2U);
  EXPECT_EQ(tv.words[0].alternatives[1].phrase, (std::vector<std::string>{"televis", "set"}));
  EXPECT_EQ(tv.words[1].alternatives.size(), 1U);

  const auto set = parser.parse("big television set");
  ASSERT_EQ(set.words.size(), 3U);
  EXPECT_EQ(set.words[0].alternatives.size(), 1U);
  for (const std::size_t i : {1U, 2U}) {
    ASSERT_EQ(set.words[i].alternatives.size(), 2U);
    EXPECT_EQ(set.words[i].alternatives[1].term, "tv");
  }
  EXPECT_EQ(parser.parse("television").words[0].alternatives.size(), 1U);
  EXPECT_EQ(parser.parse("set television").words[0].alternatives.size(), 1U);
}

TEST(QueryParser, RefusesSynonymsAndStopWordsThatAreNoWords) {
  EXPECT_FALSE(QueryParser::create(analyzer(), {{"phone", {"!!"}}}, {}).has_value());
  EXPECT_FALSE(QueryParser::create(analyzer(), {{"a b c d e f g h i", {"x"}}}, {}).has_value());
  EXPECT_FALSE(QueryParser::create(analyzer(), {}, {"two words"}).has_value());
}

TEST(QueryParser, X_03_QuotesAndMinusSignsBecomeARestriction) {
  const auto parser = QueryParser::create(analyzer(), {}, {}).value();
  const auto query = parser.parse("\"galaxy s21\" cover -leather -\"flip case\"");
  EXPECT_EQ(query.normalized, "galaxy s21 cover");
  EXPECT_EQ(query.restriction.canonical(),
            R"((NOT (phrase "flip" "case" OR phrase "leather") AND phrase "galaxi" "s21"))");
  EXPECT_TRUE(parser.parse("55\" tv wi-fi t-shirt 5 - 6").restriction.is_everything());
  EXPECT_EQ(parser.parse("\"t-shirt\"").restriction.canonical(),
            R"((phrase "t" "shirt" OR phrase "tshirt"))");
  EXPECT_TRUE(parser.parse("-shoes").words.empty());
  EXPECT_TRUE(parser.parse("\"\" \"!!\"").restriction.is_everything());
}

TEST(QueryParser, KeepsAtMost32Words) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += fmt::format("w{} ", i);
  EXPECT_EQ(QueryParser::create(analyzer(), {}, {}).value().parse(text).words.size(), 32U);
  EXPECT_TRUE(QueryParser::create(analyzer(), {}, {}).value().parse("!!! ???").words.empty());
}

}  // namespace
}  // namespace khoj::query
