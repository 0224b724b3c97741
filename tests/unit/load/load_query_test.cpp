#include "load/load_query.hpp"

#include <filesystem>
#include <fstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace khoj::load {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(LoadQueries, ReadsBothNamesAndPassesOverTheRest) {
  const auto queries = parse_queries(
      "{\"query\":\"smart watch\",\"chips\":[\"under_2000\",\"4plus\"]}\r\n\n"
      "{\"text\":\"कुर्ता\",\"pincode\":\"560001\",\"chips\":null,\"rank\":3}\n"
      "{\"query\":\"ac\"}",
      "q");
  ASSERT_TRUE(queries) << queries.error().describe();
  ASSERT_EQ(queries->size(), 3U);
  EXPECT_EQ((*queries)[0].text, "smart watch");
  EXPECT_THAT((*queries)[0].chips, ElementsAre("under_2000", "4plus"));
  EXPECT_EQ((*queries)[1].text, "कुर्ता");
  EXPECT_EQ((*queries)[1].pincode, "560001");
  EXPECT_THAT((*queries)[2].chips, IsEmpty());
}

TEST(LoadQueries, ErrorsNameFileLineAndMember) {
  const std::string good = "{\"query\":\"a\"}\n";
  for (const auto& [line, expected] : {std::pair{"{\"query\":1}", "'query'"},
                                       {"[]", "JSON object"},
                                       {"{", "JSON object"},
                                       {"{\"chips\":[]}", "'query'"},
                                       {"{\"query\":\"a\",\"chips\":\"4plus\"}", "'chips'"},
                                       {"{\"query\":\"a\",\"chips\":[1]}", "'chips'"},
                                       {"{\"query\":\"a\",\"pincode\":560001}", "'pincode'"}}) {
    const auto queries = parse_queries(good + line, "q.jsonl");
    ASSERT_FALSE(queries) << line;
    EXPECT_EQ(queries.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(queries.error().context, "q.jsonl:2");
    EXPECT_THAT(queries.error().message, HasSubstr(expected));
  }
}

TEST(LoadQueries, NoQueryIsAnError) {
  for (const auto* text : {"", "\n \n"}) {
    const auto queries = parse_queries(text, "q.jsonl");
    ASSERT_FALSE(queries);
    EXPECT_EQ(queries.error().context, "q.jsonl");
  }
}

TEST(LoadQueries, ReadsAFile) {
  const auto file = std::filesystem::temp_directory_path() / "khoj-load-query-test.jsonl";
  std::ofstream(file) << "{\"query\":\"tawa\"}\n";
  const auto queries = read_queries(file);
  std::filesystem::remove(file);
  ASSERT_TRUE(queries);
  EXPECT_EQ(queries->front().text, "tawa");
  const auto missing = read_queries(file);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
}

TEST(LoadQueries, SearchBodyIsTheRequestOfTheApi) {
  const auto body =
      boost::json::parse(search_body({.text = "a \"b\"", .chips = {"cod"}, .pincode = "560001"}, 24, {}));
  EXPECT_EQ(body, boost::json::parse(R"({"query":"a \"b\"","max":24,"chips":["cod"],"pincode":"560001"})"));
  EXPECT_EQ(boost::json::parse(search_body({.text = "x", .chips = {}, .pincode = {}}, 1, {"brand", "price"})),
            boost::json::parse(R"({"query":"x","max":1,"facets":["brand","price"]})"));
}

}  // namespace
}  // namespace khoj::load
