#include "query/query_operators.hpp"

#include <gtest/gtest.h>

namespace khoj::query {
namespace {

using Pieces = std::vector<std::string>;

TEST(QueryOperators, X_03_ReadQuotationsAndExclusions) {
  const auto read = read_operators("red \"running shoes\" -kids -\"flip flop\" \u201Cpuma one\u201D");
  EXPECT_EQ(read.phrases, (Pieces{"running shoes", "puma one"}));
  EXPECT_EQ(read.excluded, (Pieces{"kids", "flip flop"}));
  EXPECT_EQ(read.text, "red running shoes      puma one ");
}

TEST(QueryOperators, LeaveEverythingElseAlone) {
  for (const char* text : {"55\" tv", "12x10\" frame 5\"", "wi-fi", "a - b", "--x", "-", "\"", "say \"hi",
                           "x\"y\"", "\"a\"b", "-!"}) {
    const auto read = read_operators(text);
    EXPECT_EQ(read.text, text);
    EXPECT_TRUE(read.phrases.empty() && read.excluded.empty()) << text;
  }
}

TEST(QueryOperators, TakeAtMostEight) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += "-w ";
  EXPECT_EQ(read_operators(text).excluded.size(), 8U);
  EXPECT_TRUE(read_operators("").text.empty());
}

}  // namespace
}  // namespace khoj::query
