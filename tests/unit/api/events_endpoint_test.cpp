// Events in, reports out, over HTTP.
#include <gtest/gtest.h>

#include "support/api/application_client.hpp"
#include "support/wait.hpp"

namespace khoj::api {
namespace {

using khoj::testing::ApplicationClient;
using khoj::testing::json_of;

std::string event_json(std::string_view id, std::string_view more = "") {
  return R"({"event_id":")" + std::string(id) +
         R"(","type":"click","request_id":"request-0001","product_id":"p1")" + std::string(more) + "}";
}

class EventsEndpointTest : public ::testing::Test {
 protected:
  boost::json::value post(std::string_view body, int status = 200,
                          std::string_view type = "application/json") {
    const auto response = client_.request("POST", "/api/v1/events", body, {{"Content-Type", type}});
    EXPECT_EQ(response.status, status) << response.payload();
    return json_of(response);
  }
  std::vector<domain::Event> stored() {
    std::vector<domain::Event> events;
    for (auto& row : khoj::testing::wait(client_.backend.events->events_after({}, {}, 10'000)).rows)
      events.push_back(std::move(row.event));
    return events;
  }
  ApplicationClient client_;
};

TEST_F(EventsEndpointTest, X_11_KeepsOne) {
  const auto answer =
      post(R"({"event_id":"e1","type":"purchase","request_id":"request-0001","product_id":"p1","position":3,)"
           R"("user_id":"u1","value":1299.5,"quantity":2,"at_ms":1700000000000,"session_id":"s1"})");
  EXPECT_EQ(answer.at("accepted"), 1);
  EXPECT_EQ(answer.at("items").at(0), (boost::json::object{{"event_id", "e1"}, {"status", "accepted"}}));
  ASSERT_EQ(stored().size(), 1U);
  const auto event = stored().front();
  EXPECT_EQ(event.kind, domain::EventKind::purchase);
  EXPECT_EQ(event.position, 3U);
  EXPECT_EQ(event.user_id, "u1");
  EXPECT_EQ(event.value_paise, 129'950);
  EXPECT_EQ(event.quantity, 2U);
  EXPECT_EQ(event.at_ms, 1'700'000'000'000);
}

TEST_F(EventsEndpointTest, X_11_TheSameEventAgainIsADuplicate) {
  const auto before_ms = base::now_ms();
  post(event_json("e1"));
  EXPECT_GE(stored().front().at_ms, before_ms) << "now, when the client does not say";
  const auto answer = post("[" + event_json("e1") + "," + event_json("e2") + "," + event_json("e2") + "]");
  EXPECT_EQ(answer.at("accepted"), 1);
  EXPECT_EQ(answer.at("duplicates"), 2);
  EXPECT_EQ(answer.at("items").at(0).at("status"), "duplicate");
  EXPECT_EQ(answer.at("items").at(1).at("status"), "accepted");
  EXPECT_EQ(stored().size(), 2U);
  const auto counts = client_.backend.feedback().counts();
  EXPECT_EQ(counts.accepted, 2U);
  EXPECT_EQ(counts.duplicates, 2U);
}

TEST_F(EventsEndpointTest, X_11_WhatIsWrongKeepsNothingElseOut) {
  const auto answer = post(event_json("e1") + "\n" + R"({"event_id":"e2","type":"stare"})" + "\noops\n" +
                               event_json("e3", R"(,"quantity":0)") + "\n",
                           200, "application/x-ndjson");
  EXPECT_EQ(answer.at("accepted"), 1);
  EXPECT_EQ(answer.at("rejected"), 3);
  const auto& items = answer.at("items").as_array();
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(items[1].at("event_id"), "e2");
  EXPECT_EQ(items[1].at("error").at("field"), "type");
  EXPECT_TRUE(items[2].at("event_id").is_null());
  EXPECT_EQ(items[3].at("error").at("field"), "quantity");
  EXPECT_EQ(post("[]").at("items").as_array().size(), 0U);
}

TEST_F(EventsEndpointTest, X_11_ASingleWrongOneIs422WithItsField) {
  const std::pair<std::string, std::string_view> table[] = {
      {R"({"type":"click","request_id":"request-0001","product_id":"p"})", "event_id"},
      {R"({"event_id":"e","request_id":"request-0001","product_id":"p"})", "type"},
      {R"({"event_id":"e","type":"erasure","product_id":"p"})", "type"},
      {R"({"event_id":"e","type":"search","product_id":"p","query":"q"})", "product_id"},
      {R"({"event_id":"e","type":"search"})", "query"},
      {R"({"event_id":"e","type":"click","product_id":"p","query":"q"})", "query"},
      {R"({"event_id":"e","type":"click","request_id":"no id!","product_id":"p"})", "request_id"},
      {R"({"event_id":"e","type":"click","request_id":"request-0001"})", "product_id"},
      {event_json("e", R"(,"position":-1)"), "position"},
      {event_json("e", R"(,"position":1.5)"), "position"},
      {event_json("e", R"(,"value":-0.01)"), "value"},
      {event_json("e", R"(,"user_id":"")"), "user_id"},
      {event_json("e", R"(,"at_ms":"now")"), "at_ms"},
      {event_json("e", R"(,"at_ms":99999999999999)"), "at_ms"},
      {event_json("a\\u0001b"), "event_id"},
  };
  for (const auto& [body, field] : table) {
    const auto answer = post(body, 422);
    EXPECT_EQ(answer.at("detail").at(0).at("loc"), (boost::json::array{"body", field})) << body;
  }
  post("", 422);
  post("[{}", 422);
  EXPECT_TRUE(stored().empty());
}

TEST_F(EventsEndpointTest, X_11_AtMostAThousand) {
  std::string body = "[";
  for (int i = 0; i < 1'000; ++i) body += (i == 0 ? "" : ",") + event_json("e" + std::to_string(i));
  EXPECT_EQ(post(body + "]").at("accepted"), 1'000);
  post(body + "," + event_json("more") + "]", 422);
  EXPECT_EQ(stored().size(), 1'000U);
}

TEST_F(EventsEndpointTest, FailsAsAWholeWhenTheStoreDoes) {
  client_.backend.events->fail_appends(
      [] { return std::optional(base::make_error(base::ErrorCode::unavailable, "the disk is full")); });
  post("[" + event_json("e1") + "]", 503);
}

TEST(EventsAccess, PagesSendEventsAndReadNoAnalytics) {
  ApplicationOptions options;
  options.access.admin_key = "a-long-enough-admin-key";
  ApplicationClient client(options);
  EXPECT_EQ(
      client.request("POST", "/api/v1/events", event_json("e1"), {{"Origin", "https://shop.example"}}).status,
      200);
  EXPECT_EQ(client.get("/api/v1/analytics/queries").status, 401);
  EXPECT_EQ(client.get("/api/v1/analytics/queries", {{"X-Admin-Key", "a-long-enough-admin-key"}}).status,
            200);
  ApplicationClient keyless;
  EXPECT_EQ(keyless.get("/api/v1/analytics/queries").status, 200);
  EXPECT_EQ(keyless.get("/api/v1/analytics/queries", {{"Origin", "https://elsewhere.example"}}).status, 403);
}

TEST_F(EventsEndpointTest, X_10_ReportsQueries) {
  const auto search = [&](const std::string& request, const std::string& query, std::uint64_t total) {
    domain::Impression shown;
    shown.request_id = request;
    shown.at_ms = base::now_ms();
    shown.surface = shown.policy = "search";
    shown.query = query;
    shown.total = total;
    khoj::testing::wait(client_.backend.events->append_impressions({}, {shown}));
  };
  search("request-0001", "saree", 10);
  search("request-0002", "saree", 11);
  search("request-0003", "xyz", 0);
  post(event_json("e1"));
  const auto popular = json_of(client_.get("/api/v1/analytics/queries"));
  EXPECT_EQ(popular.at("report"), "popular");
  ASSERT_EQ(popular.at("items").as_array().size(), 2U);
  const auto& saree = popular.at("items").at(0);
  EXPECT_EQ(saree.at("query"), "saree");
  EXPECT_EQ(saree.at("searches"), 2);
  EXPECT_EQ(saree.at("clicked_searches"), 1);
  EXPECT_EQ(saree.at("click_through"), 0.5);
  EXPECT_EQ(saree.at("results"), 11);
  const auto empty = json_of(client_.get("/api/v1/analytics/queries?report=no_results"));
  ASSERT_EQ(empty.at("items").as_array().size(), 1U);
  EXPECT_EQ(empty.at("items").at(0).at("query"), "xyz");
  const auto clicked = json_of(client_.get("/api/v1/analytics/queries?report=click_through&limit=5"));
  EXPECT_EQ(clicked.at("items").as_array().size(), 1U);
  const auto past = json_of(client_.get("/api/v1/analytics/queries?to_ms=1700000000000&from_ms=0"));
  EXPECT_EQ(past.at("items").as_array().size(), 0U);
  for (const std::string_view wrong :
       {"report=all", "limit=0", "limit=1001", "from_ms=x", "to_ms=-1", "from_ms=5&to_ms=4"}) {
    EXPECT_EQ(client_.get("/api/v1/analytics/queries?" + std::string(wrong)).status, 422) << wrong;
  }
}

TEST(SearchRequests, CarryTheirRequestIdAndAHashOfTheClient) {
  ApplicationClient client;
  client.request("POST", "/api/v1/search", R"({"query":"saree","session_id":"s1"})",
                 {{"X-Request-Id", "my-request-01"}});
  EXPECT_EQ(client.backend.last_request.request_id, "my-request-01");
  const auto session_key = client.backend.last_request.client_key;
  EXPECT_NE(session_key, 0U);
  client.request("POST", "/api/v1/search", R"({"query":"saree","user_id":"s1"})");
  EXPECT_NE(client.backend.last_request.client_key, 0U);
  EXPECT_NE(client.backend.last_request.client_key, session_key);
  client.request("POST", "/api/v1/search", R"({"query":"saree"})");
  EXPECT_EQ(client.backend.last_request.client_key, 0U);
}

}  // namespace
}  // namespace khoj::api
