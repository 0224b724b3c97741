// T2's interactions, and what is kept about one user, over HTTP.
#include <gtest/gtest.h>

#include "support/api/application_client.hpp"
#include "support/wait.hpp"

namespace khoj::api {
namespace {

using khoj::testing::ApplicationClient;
using khoj::testing::json_of;

constexpr std::string_view kPath = "/api/v1/interactions/interactions";

class InteractionsTest : public ::testing::Test {
 protected:
  int post(std::string_view body, std::string_view path = kPath) {
    const auto response = client_.request("POST", path, body);
    last_ = std::string(response.payload());
    return response.status;
  }
  boost::json::array read(std::string_view target) {
    const auto response = client_.get(target);
    EXPECT_EQ(response.status, 200) << response.payload();
    return json_of(response).as_array();
  }
  ApplicationClient client_;
  std::string last_;
};

TEST_F(InteractionsTest, T2_16_AClickAndASearchAreKeptAndAnsweredWithNothing) {
  const auto now_ms = base::now_ms();
  EXPECT_EQ(post(R"({"user_id":"user123","event_type":"product_click","product_id":"ABCD1234XY"})"), 200);
  EXPECT_EQ(last_, "");
  EXPECT_EQ(post(R"({"user_id":"user123","event_type":"search_query","query":"  red shoes "})"), 200);
  const auto rows = khoj::testing::wait(client_.backend.events->events_after({}, {}, 10)).rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].event.kind, domain::EventKind::click);
  EXPECT_EQ(rows[0].event.product_id, "ABCD1234XY");
  EXPECT_EQ(rows[0].event.user_id, "user123");
  EXPECT_GE(rows[0].event.at_ms, now_ms);
  EXPECT_EQ(rows[1].event.kind, domain::EventKind::search);
  EXPECT_EQ(rows[1].event.query, "red shoes");
  EXPECT_NE(rows[0].event.event_id, rows[1].event.event_id);
}

TEST_F(InteractionsTest, T2_17_WhatIsMissingIs400) {
  EXPECT_EQ(post(R"({"user_id":"u","event_type":"product_click"})"), 400);
  EXPECT_EQ(post(R"({"user_id":"u","event_type":"product_click","product_id":null,"query":"x"})"), 400);
  EXPECT_EQ(post(R"({"user_id":"u","event_type":"search_query"})"), 400);
  EXPECT_EQ(post(R"({"user_id":"u","event_type":"search_query","query":"   "})"), 400);
  EXPECT_NE(last_.find(R"("status_code":400,"message":)"), std::string::npos) << last_;
}

TEST_F(InteractionsTest, T2_18_T2_26_WhatIsWrongIs422) {
  const std::string table[] = {
      R"({"user_id":"u","event_type":"purchase","product_id":"ABCD1234XY"})",
      R"({"event_type":"product_click","product_id":"ABCD1234XY"})",
      R"({"user_id":"u","product_id":"ABCD1234XY"})",
      R"({"user_id":"no-dash","event_type":"product_click","product_id":"ABCD1234XY"})",
      R"({"user_id":")" + std::string(51, 'a') +
          R"(","event_type":"product_click","product_id":"ABCD1234XY"})",
      R"({"user_id":"u","event_type":"product_click","product_id":"abcd1234xy"})",
      R"({"user_id":"u","event_type":"product_click","product_id":"ABCD1234X"})",
      R"({"user_id":7,"event_type":"product_click","product_id":"ABCD1234XY"})",
      R"({"user_id":"u","event_type":"search_query","query":")" + std::string(256, 'q') + R"("})",
      "[]",
      "",
      "{",
  };
  for (const auto& body : table) EXPECT_EQ(post(body), 422) << body;
  EXPECT_EQ(post(R"({"user_id":"u","event_type":"product_click","product_id":"1234567890"})"), 200)
      << "digits alone are an id, too";
}

TEST_F(InteractionsTest, T2_19_NewestFirstForSoManyDays) {
  post(R"({"user_id":"asha","event_type":"search_query","query":"saree"})");
  post(R"({"user_id":"asha","event_type":"product_click","product_id":"ABCD1234XY"})");
  domain::Event old;
  old.event_id = "old";
  old.kind = domain::EventKind::search;
  old.query = "long ago";
  old.user_id = "asha";
  old.at_ms = base::now_ms() - 40 * 86'400'000LL;
  domain::Event cart = old;
  cart.event_id = "cart";
  cart.kind = domain::EventKind::cart;
  cart.query.clear();
  cart.product_id = "ABCD1234XY";
  khoj::testing::wait(client_.backend.events->append_events({}, {old, cart}));

  const auto month = read(std::string(kPath) + "/asha");
  ASSERT_EQ(month.size(), 2U);
  EXPECT_EQ(month[0].at("event_type"), "product_click");
  EXPECT_EQ(month[0].at("product_id"), "ABCD1234XY");
  EXPECT_TRUE(month[0].at("query").is_null());
  EXPECT_EQ(month[1].at("query"), "saree");
  const std::string time(month[1].at("timestamp").as_string());
  EXPECT_EQ(time.size(), std::string("2026-01-31T08:15:00.250Z").size()) << time;
  EXPECT_EQ(time.back(), 'Z');
  EXPECT_EQ(read(std::string(kPath) + "/asha?days=60").size(), 3U);
  EXPECT_EQ(read(std::string(kPath) + "/asha?days=-5").size(), 2U) << "clamped to a day";
  EXPECT_EQ(read(std::string(kPath) + "/asha?days=99999999999999999999").size(), 3U);
  EXPECT_TRUE(read(std::string(kPath) + "/nobody").empty());
  EXPECT_EQ(client_.get(std::string(kPath) + "/asha?days=many").status, 422);
  EXPECT_EQ(client_.get(std::string(kPath) + "/no-dash").status, 400);
}

TEST_F(InteractionsTest, T2_16_TheOtherFormsOfThePath) {
  for (const std::string path : {"/interactions", "/api/v1/interactions"}) {
    EXPECT_EQ(post(R"({"user_id":"u","event_type":"search_query","query":"q"})", path), 200);
    EXPECT_FALSE(read(path + "/u").empty());
  }
}

TEST_F(InteractionsTest, T2_20_OneUsersDataIsReadAndErasedAlone) {
  for (const std::string user : {"Ab", "ab"}) {
    for (const std::string id : {"AAAAAAAAAA", "BBBBBBBBBB"}) {
      post(R"({"user_id":")" + user + R"(","event_type":"product_click","product_id":")" + id + "\"}");
    }
  }
  const auto data = json_of(client_.get("/api/v1/users/Ab/data?limit=1"));
  EXPECT_EQ(data.at("user_id"), "Ab");
  ASSERT_EQ(data.at("events").as_array().size(), 1U);
  EXPECT_EQ(data.at("events").at(0).at("type"), "click");
  EXPECT_EQ(data.at("events").at(0).at("product_id"), "BBBBBBBBBB");
  EXPECT_FALSE(data.at("events").at(0).as_object().contains("query"));
  const std::string cursor(data.at("next_cursor").as_string());
  const auto rest = json_of(client_.get("/api/v1/users/Ab/data?cursor=" + cursor));
  EXPECT_EQ(rest.at("events").at(0).at("product_id"), "AAAAAAAAAA");
  EXPECT_TRUE(rest.at("next_cursor").is_null());

  const auto erased = json_of(client_.request("DELETE", "/api/v1/users/Ab/data"));
  EXPECT_EQ(erased.at("events_erased"), 2);
  EXPECT_TRUE(json_of(client_.get("/api/v1/users/Ab/data")).at("events").as_array().empty());
  EXPECT_EQ(json_of(client_.get("/api/v1/users/ab/data")).at("events").as_array().size(), 2U);
  EXPECT_EQ(json_of(client_.request("DELETE", "/api/v1/users/Ab/data")).at("events_erased"), 0);
  EXPECT_EQ(client_.get("/api/v1/users/Ab/data?cursor=x").status, 422);
}

}  // namespace
}  // namespace khoj::api
