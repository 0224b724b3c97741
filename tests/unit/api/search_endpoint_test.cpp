// POST /api/v1/search in K0's shape (K0-08), and its validation (K0-22).
#include <gtest/gtest.h>

#include "support/api/application_client.hpp"

namespace khoj::api {
namespace {

using khoj::testing::ApplicationClient;
using khoj::testing::json_of;

engine::SearchResponse one_watch() {
  engine::ResultItem item;
  item.product_id = "W1";
  item.title = "Watch";
  item.brand = "boAt";
  item.category = "Electronics > Watches";
  item.price = 1299.5;
  item.currency = "INR";
  item.review_count = 3;
  item.relevance_score = 0.5;
  item.ranking_score = 0.75;
  engine::SearchResponse response;
  response.items.push_back(std::move(item));
  response.chips.push_back({"price", "Under ₹500", "under_500", true});
  response.normalized_query = "watch";
  response.total = 41;
  response.words = 2;
  response.words_required = 1;
  return response;
}

TEST(SearchEndpoint, HasTheShapeOfK0) {
  ApplicationClient client;
  client.backend.on_search = [](const auto&) { return one_watch(); };
  const auto response = client.request("POST", "/api/v1/search", R"({"query":"smart watch"})");
  ASSERT_EQ(response.status, 200);
  const auto body = json_of(response).as_object();
  for (const char* key :
       {"results", "strips", "chips", "normalized_query", "total_results", "processing_time_ms"}) {
    EXPECT_TRUE(body.contains(key)) << key;
  }
  const auto& item = body.at("results").at(0).as_object();
  for (const char* key : {"product_id", "title", "brand", "category", "price", "rating", "review_count",
                          "relevance_score", "ranking_score", "seller_id", "cod_available", "pincode_eta"}) {
    EXPECT_TRUE(item.contains(key)) << key;
  }
  EXPECT_EQ(item.at("price"), 1299.5);
  EXPECT_TRUE(item.at("rating").is_null());
  EXPECT_EQ(item.at("pincode_eta"), 7);
  EXPECT_FALSE(item.contains("explanation"));
  EXPECT_EQ(body.at("chips").at(0),
            (boost::json::object{
                {"type", "price"}, {"label", "Under ₹500"}, {"value", "under_500"}, {"active", true}}));
  EXPECT_EQ(body.at("total_results"), 41);
  EXPECT_EQ(body.at("words_required"), 1);
  EXPECT_EQ(body.at("strips"), boost::json::array());
  EXPECT_EQ(body.at("request_id").as_string(), std::string(response.header("X-Request-Id")));
}

TEST(SearchEndpoint, PassesEverythingOn) {
  ApplicationClient client;
  const auto response =
      client.request("POST", "/api/v1/search",
                     R"({"query":"  साड़ी ","max":7,"offset":14,"chips":["under_500","4plus"],)"
                     R"("pincode":"560001","session_id":"s","user_id":"u","explain":true,"other":1})");
  ASSERT_EQ(response.status, 200);
  const auto& asked = client.backend.last_request;
  EXPECT_EQ(asked.query, "साड़ी");
  EXPECT_EQ(asked.limit, 7U);
  EXPECT_EQ(asked.offset, 14U);
  EXPECT_EQ(asked.chips, (std::vector<std::string>{"under_500", "4plus"}));
  ASSERT_TRUE(asked.pincode);
  EXPECT_EQ(asked.pincode->number(), 560001U);
  EXPECT_TRUE(asked.explain);
  EXPECT_EQ(asked.tenant.id(), "default");

  client.request("POST", "/api/v1/search", R"({"query":"q"})");
  EXPECT_EQ(client.backend.last_request.limit, 24U);
}

TEST(SearchEndpoint, X_01_PassesOnWhatPagesMayAsk) {
  ApplicationClient client;
  const std::string page =
      R"("filter":"price < 500","facets":["brand",{"field":"price","limit":5,"histogram":{"interval":100}}],)"
      R"x("sort":["price:asc","_random(1)"],"group_by":"variant_group","highlight":["title"],"cursor":"abc",)x"
      R"("budget_ms":20.5,"policy":"documents")";
  for (const bool browsing : {false, true}) {
    const auto response = browsing
                              ? client.request("POST", "/api/v1/browse", "{" + page + "}")
                              : client.request("POST", "/api/v1/search", R"({"query":"q",)" + page + "}");
    ASSERT_EQ(response.status, 200);
    const auto& asked = client.backend.last_request;
    EXPECT_EQ(asked.browse, browsing);
    EXPECT_EQ(asked.query, browsing ? "" : "q");
    EXPECT_EQ(asked.filter, "price < 500");
    ASSERT_EQ(asked.facets.size(), 2U);
    EXPECT_EQ(asked.facets[0].field, "brand") << "a name stands for a whole request";
    EXPECT_EQ(asked.facets[0].limit, 20U);
    EXPECT_EQ(asked.facets[1].limit, 5U);
    EXPECT_EQ(asked.facets[1].histogram->interval, 100.0);
    EXPECT_EQ(asked.sort, (std::vector<std::string>{"price:asc", "_random(1)"}));
    EXPECT_EQ(asked.group_by, "variant_group");
    EXPECT_EQ(asked.highlight, std::vector<std::string>{"title"});
    EXPECT_EQ(asked.cursor, "abc");
    EXPECT_EQ(asked.budget_ms, 20.5);
    EXPECT_EQ(asked.policy, "documents");
  }
  client.request("POST", "/api/v1/browse", "{}");
  EXPECT_EQ(client.backend.last_request.policy, "browse");
}

TEST(SearchEndpoint, ExplainsWhenAsked) {
  ApplicationClient client;
  client.backend.on_search = [](const auto&) {
    auto response = one_watch();
    pipeline::Explanation explanation;
    explanation.add("source.lexical", "'watch' in title", 0.5);
    explanation.add("rank.trust", "rated 4.1", 0.25);
    response.items[0].explanation = explanation;
    return response;
  };
  const auto body = json_of(client.request("POST", "/api/v1/search", R"({"query":"q","explain":true})"));
  const auto& explanation = body.at("results").at(0).at("explanation");
  EXPECT_EQ(explanation.at("total"), 0.75);
  EXPECT_EQ(explanation.at("shares").as_array().size(), 2U);
  EXPECT_EQ(explanation.at("shares").at(0).at("step"), "source.lexical");
}

TEST(SearchEndpoint, RefusesWhatDoesNotFit) {
  ApplicationClient client;
  const std::pair<std::string, std::string> table[] = {
      {R"({})", "query"},
      {R"({"query":""})", "query"},
      {R"({"query":"   "})", "query"},
      {R"({"query":")" + std::string(201, 'x') + R"("})", "query"},
      {R"({"query":5})", "query"},
      {R"({"query":"q","max":0})", "max"},
      {R"({"query":"q","max":101})", "max"},
      {R"({"query":"q","max":"24"})", "max"},
      {R"({"query":"q","chips":"4plus"})", "chips"},
      {R"({"query":"q","chips":["4plus",5]})", "chips"},
      {R"({"query":"q","pincode":"012345"})", "pincode"},
      {R"({"query":"q","pincode":"56000"})", "pincode"},
      {R"({"query":"q","pincode":560001})", "pincode"},
      {R"({"query":"q","offset":-1})", "offset"},
      {R"({"query":"q","explain":"yes"})", "explain"},
  };
  for (const auto& [body, field] : table) {
    const auto response = client.request("POST", "/api/v1/search", body);
    EXPECT_EQ(response.status, 422) << body;
    const auto detail = json_of(response).at("detail").at(0);
    EXPECT_EQ(detail.at("loc").at(0), "body") << body;
    EXPECT_EQ(detail.at("loc").at(1).as_string(), field) << body;
  }
  EXPECT_EQ(client.request("POST", "/api/v1/search", "{").status, 422);
  EXPECT_EQ(client.request("POST", "/api/v1/search", "").status, 422);
  EXPECT_EQ(
      client.request("POST", "/api/v1/search", R"({"query":")" + std::string(200, 'x') + R"("})").status,
      200);
}

TEST(SearchEndpoint, TellsTheEnginesErrors) {
  ApplicationClient client;
  client.backend.on_search = [](const auto&) -> base::Result<engine::SearchResponse> {
    return base::fail(base::Error{base::ErrorCode::invalid_argument, "'cheap' is no chip", "chips[0]"});
  };
  const auto invalid = client.request("POST", "/api/v1/search", R"({"query":"q","chips":["cheap"]})");
  EXPECT_EQ(invalid.status, 422);
  EXPECT_EQ(json_of(invalid).at("detail").at(0).at("loc"), (boost::json::array{"body", "chips", 0}));
  client.backend.on_search = [](const auto&) -> base::Result<engine::SearchResponse> {
    return base::fail(base::ErrorCode::unavailable, "nothing is searchable yet");
  };
  const auto unavailable = client.request("POST", "/api/v1/search", R"({"query":"q"})");
  EXPECT_EQ(unavailable.status, 503);
  EXPECT_EQ(unavailable.header("Retry-After"), "1");
}

}  // namespace
}  // namespace khoj::api
