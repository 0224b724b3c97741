// T2's recommendations over HTTP: what is asked of the engine, and what its answers become.
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "support/api/application_client.hpp"

namespace khoj::api {
namespace {

using khoj::testing::ApplicationClient;
using khoj::testing::json_of;

engine::ResultItem item(const std::string& id) {
  engine::ResultItem made;
  made.product_id = id;
  made.title = "Wireless Headphones";
  made.category = "Electronics > Audio";
  made.image = "https://shop.test/1.jpg";
  made.price = 599.5;
  made.original_price = 1000;
  made.rating = 4.5;
  made.review_count = 1500;
  made.discount_ratio = 0.4005;
  return made;
}

class RecommendationsTest : public ::testing::Test {
 protected:
  RecommendationsTest() {
    client_.backend.on_recommend =
        [](const engine::RecommendRequest& request) -> base::Result<engine::SearchResponse> {
      if (request.anchor == "UNKNOWN000")
        return base::fail(base::ErrorCode::not_found, "there is no such product");
      engine::SearchResponse page;
      if (request.page.policy != "home") page.items = {item("B08CF3D7QR")};
      return page;
    };
  }
  std::uint32_t asked_limit() const { return client_.backend.recommended.back().page.limit; }
  int status_of(std::string_view target) { return client_.get(target).status; }

  ApplicationClient client_;
};

TEST_F(RecommendationsTest, T2_07_HomeHasFiveSections) {
  const auto home = json_of(client_.get("/recommendations/home?user_id=user123"));
  const auto& members = home.as_object();
  EXPECT_EQ(members.size(), 5U);
  EXPECT_TRUE(members.at("personalized").as_array().empty()) << "T2_08";
  for (const char* list : {"trending", "best_value", "diverse_picks"})
    EXPECT_EQ(members.at(list).as_array().size(), 1U) << list;
  EXPECT_EQ(members.at("top_categories").at("Electronics").as_array().size(), 1U);
  const boost::json::object product{{"id", "B08CF3D7QR"},
                                    {"name", "Wireless Headphones"},
                                    {"category", "Electronics > Audio"},
                                    {"image", "https://shop.test/1.jpg"},
                                    {"price", 599.5},
                                    {"original_price", 1000},
                                    {"rating", 4.5},
                                    {"reviews", 1500},
                                    {"discount_ratio", 0.4005}};
  EXPECT_EQ(boost::json::serialize(members.at("trending").at(0)), boost::json::serialize(product));
  for (const auto& request : client_.backend.recommended) {
    EXPECT_EQ(request.user_id, "user123");
    EXPECT_EQ(request.page.limit, 20U);
  }
}

TEST_F(RecommendationsTest, T2_26_LimitsAreClamped) {
  const std::pair<std::string_view, std::uint32_t> table[] = {
      {"0", 1}, {"-7", 1}, {"1", 1}, {"60", 60}, {"61", 60}, {"99999999999999999999", 60}};
  for (const auto& [asked, limit] : table) {
    EXPECT_EQ(status_of("/recommendations/home?user_id=u&response_limit=" + std::string(asked)), 200);
    EXPECT_EQ(asked_limit(), limit) << asked;
    EXPECT_EQ(status_of("/recommendations/product/B08CF3D7QR?response_limit=" + std::string(asked)), 200);
    EXPECT_EQ(asked_limit(), limit) << asked;
  }
  EXPECT_EQ(status_of("/recommendations/home?user_id=u&response_limit=ten"), 422);
  const std::pair<std::string_view, std::uint32_t> searches[] = {{"0", 1}, {"6000", 6'000}, {"7000", 6'000}};
  for (const auto& [asked, limit] : searches) {
    EXPECT_EQ(status_of("/recommendations/search?query=q&response_limit=" + std::string(asked)), 200);
    EXPECT_EQ(client_.backend.last_request.limit, limit) << asked;
  }
  status_of("/recommendations/search?query=q");
  EXPECT_EQ(client_.backend.last_request.limit, 2'000U);
}

TEST_F(RecommendationsTest, T2_26_BadUsersAre400) {
  for (const std::string user : {"", "no-dash", "a%20b", "%E0%A4%86"}) {
    EXPECT_EQ(status_of("/recommendations/home?user_id=" + user), 400) << user;
  }
  EXPECT_EQ(status_of("/recommendations/home"), 400);
  EXPECT_EQ(status_of("/recommendations/home?user_id=" + std::string(51, 'a')), 400);
  EXPECT_EQ(status_of("/recommendations/home?user_id=" + std::string(50, 'a')), 200);
}

TEST_F(RecommendationsTest, T2_10_T2_11_T2_12_Product) {
  const auto similar = json_of(client_.get("/recommendations/product/B08CF3D7QR"));
  EXPECT_EQ(similar.as_object().size(), 1U);
  EXPECT_EQ(similar.at("similar").as_array().size(), 1U);
  EXPECT_EQ(client_.backend.recommended.back().anchor, "B08CF3D7QR");
  for (const std::string bad : {"b08cf3d7qr", "B08CF3D7Q", "B08CF3D7QRX", "B08CF3D7Q-"})
    EXPECT_EQ(status_of("/recommendations/product/" + bad), 400) << bad;
  EXPECT_EQ(status_of("/recommendations/product/1234567890"), 200) << "digits alone are an id";
  EXPECT_EQ(status_of("/recommendations/product/UNKNOWN000"), 404);
}

TEST_F(RecommendationsTest, T2_13_T2_26_Search) {
  client_.backend.on_search = [](const engine::SearchRequest& request) {
    engine::SearchResponse page;
    if (request.query != "nothing") page.items = {item("B08CF3D7QR")};
    return page;
  };
  const auto found = json_of(client_.get("/recommendations/search?query=%20red%20shoes%20"));
  EXPECT_EQ(client_.backend.last_request.query, "red shoes");
  EXPECT_EQ(client_.backend.last_request.policy, "recommend_search") << "T2_14: by meaning, too";
  EXPECT_EQ(found.as_object().size(), 1U) << "no fallback_reason";
  EXPECT_EQ(found.at("results").as_array().size(), 1U);
  for (const std::string bad : {"?query=", "?query=%20%20", "", "?query=%FF"})
    EXPECT_EQ(status_of("/recommendations/search" + bad), 400) << bad;
  EXPECT_EQ(status_of("/recommendations/search?query=" + std::string(255, 'q')), 200);
  EXPECT_EQ(status_of("/recommendations/search?query=" + std::string(256, 'q')), 400);
}

TEST_F(RecommendationsTest, T2_15_WithoutAMatchWhatIsTrending) {
  client_.backend.on_search = [](const engine::SearchRequest&) { return engine::SearchResponse{}; };
  client_.backend.engine_status.products = 1;
  const auto found = json_of(client_.get("/recommendations/search?query=xyzzy"));
  EXPECT_EQ(found.at("fallback_reason"), "no_search_matches");
  EXPECT_EQ(found.at("results").as_array().size(), 1U);
  EXPECT_EQ(client_.backend.recommended.back().page.policy, "trending");
  client_.backend.on_recommend = [](const engine::RecommendRequest&) { return engine::SearchResponse{}; };
  EXPECT_EQ(status_of("/recommendations/search?query=xyzzy"), 200);
  client_.backend.engine_status.products = 0;
  EXPECT_EQ(status_of("/recommendations/search?query=xyzzy"), 404) << "only when the catalogue is empty";
}

TEST_F(RecommendationsTest, TheOtherFormsOfThePaths) {
  EXPECT_EQ(status_of("/api/v1/recommendations/home?user_id=u"), 200);
  EXPECT_EQ(status_of("/api/v1/recommendations/product/B08CF3D7QR"), 200);
  EXPECT_EQ(status_of("/api/v1/recommendations/search?query=q"), 200);
}

TEST_F(RecommendationsTest, T2_07_AFailureIs500) {
  client_.backend.on_recommend = [](const engine::RecommendRequest&) -> base::Result<engine::SearchResponse> {
    return base::fail(base::ErrorCode::internal, "something");
  };
  EXPECT_EQ(status_of("/recommendations/home?user_id=u"), 500);
}

TEST_F(RecommendationsTest, AnyPolicyWithEverythingThatSearchHas) {
  const auto answer =
      client_.request("POST", "/api/v1/recommendations",
                      R"({"policy":"trending","user_id":"asha","max":5,"filter":"price < 500",)"
                      R"("pincode":"560001","explain":true})");
  EXPECT_EQ(answer.status, 200) << answer.payload();
  const auto& asked = client_.backend.recommended.back();
  EXPECT_EQ(asked.user_id, "asha");
  EXPECT_EQ(asked.page.policy, "trending");
  EXPECT_EQ(asked.page.limit, 5U);
  EXPECT_EQ(asked.page.filter, "price < 500");
  EXPECT_TRUE(asked.page.explain);
  EXPECT_EQ(json_of(answer).at("results").as_array().size(), 1U);
  client_.request("POST", "/api/v1/recommendations", R"({"product_id":"p1"})");
  EXPECT_EQ(client_.backend.recommended.back().page.policy, "similar");
  EXPECT_EQ(client_.request("POST", "/api/v1/recommendations", R"({"pincode":"12"})").status, 422);
}

}  // namespace
}  // namespace khoj::api
