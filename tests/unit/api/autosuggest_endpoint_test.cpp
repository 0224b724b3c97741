// POST /api/v1/autosuggest in K0's shape (K0-01), and its validation (K0-22).
#include <regex>

#include <gtest/gtest.h>

#include "support/api/application_client.hpp"

namespace khoj::api {
namespace {

using khoj::testing::ApplicationClient;
using khoj::testing::json_of;

TEST(AutosuggestEndpoint, K0_01_HasTheShapeOfK0) {
  ApplicationClient client;
  client.backend.on_suggest = [](const engine::SuggestRequest& request) {
    engine::SuggestResponse response;
    response.suggestions = {{"smart watch", 0.75}};
    response.chips = {{"price", "Under ₹500", "under_500", false}};
    response.normalized_query = request.query;
    return response;
  };
  const auto response = client.request("POST", "/api/v1/autosuggest", R"({"query":" smart wa "})");
  ASSERT_EQ(response.status, 200);
  const auto body = json_of(response).as_object();
  EXPECT_EQ(body.at("suggestions").at(0), (boost::json::object{{"text", "smart watch"}, {"score", 0.75}}));
  EXPECT_EQ(body.at("chips").at(0).at("value"), "under_500");
  EXPECT_EQ(body.at("normalized_query"), "smart wa");
  EXPECT_EQ(body.at("request_id").as_string(), std::string(response.header("X-Request-Id")));
  EXPECT_TRUE(body.at("processing_time_ms").is_double());
  EXPECT_TRUE(
      std::regex_match(std::string(body.at("session_id").as_string()), std::regex("session_[0-9a-f]{12}")));
  EXPECT_FALSE(body.contains("groups"));
  EXPECT_EQ(client.backend.last_suggest_request.limit, std::nullopt);
}

TEST(AutosuggestEndpoint, K0_01_PassesEverythingOnAndKeepsTheSession) {
  ApplicationClient client;
  client.backend.on_suggest = [](const auto&) {
    engine::SuggestResponse response;
    response.groups = engine::SuggestionGroups{.brands = {{"Noise", 0.5}}};
    return response;
  };
  const auto response =
      client.request("POST", "/api/v1/autosuggest",
                     R"({"query":"no","max":20,"session_id":"s1","pincode":"560001","groups":true})");
  ASSERT_EQ(response.status, 200);
  const auto body = json_of(response).as_object();
  EXPECT_EQ(body.at("session_id"), "s1");
  EXPECT_EQ(body.at("groups").at("brands").at(0).at("text"), "Noise");
  EXPECT_EQ(body.at("groups").at("queries"), boost::json::array());
  EXPECT_EQ(client.backend.last_suggest_request.limit, 20U);
  EXPECT_TRUE(client.backend.last_suggest_request.groups);
}

TEST(AutosuggestEndpoint, K0_22_RefusesWhatIsOutOfBounds) {
  ApplicationClient client;
  const std::string longest(100, 'a');
  const std::string too_long(101, 'a');
  EXPECT_EQ(client.request("POST", "/api/v1/autosuggest", R"({"query":")" + longest + R"("})").status, 200);
  for (const std::string& body :
       {std::string(R"({})"), std::string(R"({"query":""})"), std::string(R"({"query":"  "})"),
        R"({"query":")" + too_long + R"("})", std::string(R"({"query":"a","max":0})"),
        std::string(R"({"query":"a","max":21})"), std::string(R"({"query":"a","pincode":"012345"})")}) {
    EXPECT_EQ(client.request("POST", "/api/v1/autosuggest", body).status, 422) << body;
  }
}

}  // namespace
}  // namespace khoj::api
