#include <limits>

#include <boost/describe/class.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "api/json/schema.hpp"
#include "api/json/write.hpp"

namespace khoj::api {
namespace {

struct Leaf {
  std::string text;
  std::optional<double> price;
  std::optional<double> hidden;
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (text, price, hidden))

struct Tree {
  std::vector<Leaf> leaves;
  std::map<std::string, std::string> words;
  std::uint64_t count = 3;
  bool open = true;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (leaves, words, count, open))

}  // namespace

template <>
struct Rules<Leaf> {
  static constexpr std::string_view name = "Leaf";
  static constexpr Rule table[] = {
      {.field = "text", .description = "Words.", .required = true, .max_length = 9},
      {.field = "price", .min = 0},
      {.field = "hidden", .omit_null = true}};
};
template <>
struct Rules<Tree> {
  static constexpr std::string_view name = "Tree";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "count", .max = 10}};
};

namespace {

TEST(JsonWrite, WritesMembersInOrder) {
  Tree tree;
  tree.leaves = {{"a\"b", 1.5, std::nullopt}, {"c", std::nullopt, 2.0}};
  tree.words = {{"k", "v"}};
  EXPECT_EQ(json_text(tree),
            R"({"leaves":[{"text":"a\"b","price":1.5},{"text":"c","price":null,"hidden":2}],)"
            R"("words":{"k":"v"},"count":3,"open":true})");
}

TEST(JsonWrite, EverythingWrittenIsJson) {
  for (const std::string& text : {std::string("\x00\x01\x1f\"\\/\n\r\t", 9), std::string("\xff\xfe ok \xc3"),
                                  std::string("कुर्ता 👗"), std::string()}) {
    boost::system::error_code error;
    boost::json::parse(json_text(text), error);
    EXPECT_FALSE(error) << text;
  }
  EXPECT_EQ(json_text(std::string("a\xff")), "\"a\xEF\xBF\xBD\"");
}

TEST(JsonWrite, NumbersKeepTheirValue) {
  EXPECT_EQ(json_text(0.1), "0.1");
  EXPECT_EQ(json_text(1299.0), "1299");
  EXPECT_EQ(json_text(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(json_text(-std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(json_text(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(json_text(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
}

TEST(JsonSchema, SaysWhatIsReadAndWritten) {
  Schemas schemas;
  EXPECT_EQ(boost::json::serialize(schemas.of<Tree>()), R"({"$ref":"#/components/schemas/Tree"})");
  EXPECT_EQ(
      boost::json::serialize(schemas.components().at("Leaf")),
      R"({"type":"object","properties":{"text":{"type":"string","maxLength":9,"description":"Words."},)"
      R"("price":{"type":["number","null"],"minimum":0},"hidden":{"type":"number"}},"required":["text"]})");
  EXPECT_EQ(
      boost::json::serialize(schemas.components().at("Tree")),
      R"({"type":"object","properties":{"leaves":{"type":"array","items":{"$ref":"#/components/schemas/Leaf"}},)"
      R"("words":{"type":"object","additionalProperties":{"type":"string"}},)"
      R"("count":{"type":"integer","maximum":10},"open":{"type":"boolean"}},)"
      R"("required":["leaves","words","count","open"]})");
}

}  // namespace
}  // namespace khoj::api
