// Which products a category's name is asked for, and what recall they give.
#include "eval/semantic.hpp"

#include <iterator>
#include <sstream>

#include <gtest/gtest.h>

namespace khoj::eval {
namespace {

std::vector<std::string> split(std::string_view text) {
  std::istringstream stream{std::string(text)};
  return {std::istream_iterator<std::string>(stream), {}};
}

TEST(T2_14_SemanticEval, RelevantIsWhatDoesNotSayTheName) {
  const std::vector<SemanticDocument> documents = {{"1", {"red", "sneaker"}, {"sports shoes"}},
                                                   {"2", {"red", "shoes"}, {"sports shoes"}},
                                                   {"3", {"trainer"}, {"sports shoes", "gifts"}},
                                                   {"4", {"all", "gifts"}, {"gifts"}},
                                                   {"5", {"blue"}, {"blue"}}};
  const auto queries = make_semantic_queries(documents, split);
  ASSERT_EQ(queries.size(), 2U);
  EXPECT_EQ(queries[0].text, "gifts");
  EXPECT_EQ(queries[0].relevant, (Relevance{{"3", 1}}));
  EXPECT_EQ(queries[1].text, "sports shoes");
  EXPECT_EQ(queries[1].relevant, (Relevance{{"1", 1}, {"3", 1}}));
  EXPECT_EQ(make_semantic_queries(documents, split, [](std::size_t i) { return i == 0; }).size(), 1U);

  const auto recalls = semantic_recalls(
      queries, [](std::string_view, std::size_t) { return std::vector<std::string>{"1", "2"}; }, 2);
  ASSERT_TRUE(recalls);
  EXPECT_EQ(*recalls, (std::vector<double>{0, 0.5}));
  EXPECT_FALSE(semantic_recalls(
      queries,
      [](std::string_view, std::size_t) -> base::Result<std::vector<std::string>> {
        return base::fail(base::ErrorCode::unavailable, "no");
      },
      2));
}

}  // namespace
}  // namespace khoj::eval
