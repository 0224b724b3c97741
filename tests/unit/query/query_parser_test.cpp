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

TEST(QueryParser, RefusesSynonymsOfSeveralWords) {
  EXPECT_FALSE(QueryParser::create(analyzer(), {{"smart phone", {"mobile"}}}, {}).has_value());
  EXPECT_FALSE(QueryParser::create(analyzer(), {{"phone", {"!!"}}}, {}).has_value());
  EXPECT_FALSE(QueryParser::create(analyzer(), {}, {"two words"}).has_value());
}

TEST(QueryParser, KeepsAtMost32Words) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += fmt::format("w{} ", i);
  EXPECT_EQ(QueryParser::create(analyzer(), {}, {}).value().parse(text).words.size(), 32U);
  EXPECT_TRUE(QueryParser::create(analyzer(), {}, {}).value().parse("!!! ???").words.empty());
}

}  // namespace
}  // namespace khoj::query
