// The catalogue over HTTP.
#include <gtest/gtest.h>

#include "support/api/application_client.hpp"

namespace khoj::api {
namespace {

using khoj::testing::ApplicationClient;
using khoj::testing::json_of;

class ProductsEndpointTest : public ::testing::Test {
 protected:
  boost::json::value post(std::string_view body, std::string_view type = "application/json",
                          int status = 200) {
    const auto response = client_.request("POST", "/api/v1/products", body, {{"Content-Type", type}});
    EXPECT_EQ(response.status, status) << response.payload();
    return json_of(response);
  }
  ApplicationClient client_;
};

TEST_F(ProductsEndpointTest, WritesOne) {
  const auto created = post(R"({"id":"a","title":"A","price":99.5})");
  EXPECT_EQ(created.at("created"), 1);
  EXPECT_EQ(created.at("items").at(0), (boost::json::object{{"id", "a"}, {"status", "created"}}));
  EXPECT_EQ(post(R"({"id":"a","title":"B"})").at("updated"), 1);
  const auto got = client_.get("/api/v1/products/a");
  ASSERT_EQ(got.status, 200);
  EXPECT_EQ(json_of(got).at("title"), "B");
}

TEST_F(ProductsEndpointTest, WritesWhatIsValidInAnArray) {
  const auto answer =
      post(R"([{"id":"a","title":"A"}, {"id":"b","title":5}, oops, {"id":"c","title":"C"}, {"title":"D"}])");
  EXPECT_EQ(answer.at("created"), 2);
  EXPECT_EQ(answer.at("rejected"), 3);
  const auto& items = answer.at("items").as_array();
  ASSERT_EQ(items.size(), 5U);
  EXPECT_EQ(items[1].at("id"), "b");
  EXPECT_EQ(items[1].at("status"), "rejected");
  EXPECT_EQ(items[1].at("error").at("field"), "title");
  EXPECT_TRUE(items[2].at("id").is_null());
  EXPECT_EQ(items[3].at("status"), "created");
  EXPECT_EQ(items[4].at("error").at("field"), "id");
}

TEST_F(ProductsEndpointTest, WritesLines) {
  std::string lines;
  for (int i = 0; i < 1000; ++i)
    lines += R"({"id":"p)" + std::to_string(i) +
             R"(","title":"T"})"
             "\n";
  lines += "broken\n";
  const auto answer = post(lines, "application/x-ndjson; charset=utf-8");
  EXPECT_EQ(answer.at("created"), 1000);
  EXPECT_EQ(answer.at("rejected"), 1);
}

TEST_F(ProductsEndpointTest, ASingleWrongOneIs422) {
  const auto answer = post(R"({"id":"a","title":"A","price":-1})", "application/json", 422);
  EXPECT_EQ(answer.at("detail").at(0).at("loc"), (boost::json::array{"body", "price"}));
  post("", "application/json", 422);
  post("[{]", "application/json", 422);
  post("[", "application/json", 422);
  post("5", "application/json", 422);
}

TEST_F(ProductsEndpointTest, AnEmptyArrayIsNothingToDo) {
  EXPECT_EQ(post("[]").at("items").as_array().size(), 0U);
}

TEST_F(ProductsEndpointTest, ReadsChangesAndDeletes) {
  post(R"({"id":"a/b c","title":"A","price":10,"attributes":{"color":"red","size":"M"}})");
  EXPECT_EQ(client_.get("/api/v1/products/a%2Fb%20c").status, 200);
  const auto patched = client_.request("PATCH", "/api/v1/products/a%2Fb%20c",
                                       R"({"price":12.5,"attributes":{"size":null,"fit":"slim"}})");
  ASSERT_EQ(patched.status, 200) << patched.payload();
  const auto product = json_of(patched);
  EXPECT_EQ(product.at("price"), 12.5);
  EXPECT_EQ(product.at("title"), "A");
  EXPECT_EQ(product.at("attributes"), (boost::json::object{{"color", "red"}, {"fit", "slim"}}));
  EXPECT_EQ(client_.request("PATCH", "/api/v1/products/a%2Fb%20c", R"({"title":""})").status, 422);
  EXPECT_EQ(client_.request("PATCH", "/api/v1/products/none", R"({"price":1})").status, 404);
  EXPECT_EQ(client_.request("DELETE", "/api/v1/products/a%2Fb%20c").status, 204);
  EXPECT_EQ(client_.request("DELETE", "/api/v1/products/a%2Fb%20c").status, 404);
  EXPECT_EQ(client_.get("/api/v1/products/a%2Fb%20c").status, 404);
}

TEST_F(ProductsEndpointTest, ListsPageByPage) {
  for (int i = 0; i < 25; ++i) post(R"({"id":"p)" + std::to_string(100 + i) + R"(","title":"T"})");
  std::string target = "/api/v1/products?limit=10";
  std::vector<std::string> ids;
  for (int page = 0; page < 3; ++page) {
    const auto body = json_of(client_.get(target));
    for (const auto& item : body.at("items").as_array()) ids.emplace_back(item.at("id").as_string());
    if (page == 2) {
      EXPECT_TRUE(body.at("next_cursor").is_null());
    } else {
      target = "/api/v1/products?limit=10&cursor=" + std::string(body.at("next_cursor").as_string());
    }
  }
  EXPECT_EQ(ids.size(), 25U);
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  for (const std::string_view bad : {"0", "1001", "x", "", "5x", "99999999999999999999"}) {
    EXPECT_EQ(client_.get("/api/v1/products?limit=" + std::string(bad)).status, 422) << bad;
  }
}

TEST_F(ProductsEndpointTest, FailsAsAWholeWhenTheStoreDoes) {
  client_.backend.memory.fail_upserts(
      [] { return std::optional(base::make_error(base::ErrorCode::unavailable, "the disk is full")); });
  post(R"([{"id":"a","title":"A"}])", "application/json", 503);
}

TEST(SettingsEndpoint, RoundTrips) {
  ApplicationClient client;
  const auto defaults = client.get("/api/v1/settings");
  ASSERT_EQ(defaults.status, 200);
  EXPECT_EQ(json_of(defaults).at("out_of_stock"), "demote");
  const auto put =
      client.request("PUT", "/api/v1/settings",
                     R"({"searchable":[{"name":"title","weight":2}],"out_of_stock":"hide",)"
                     R"("synonyms":[{"to":["tv","television"]},{"from":"mobile","to":["phone"]}]})");
  ASSERT_EQ(put.status, 200) << put.payload();
  EXPECT_EQ(json_of(put).at("version"), 1);
  EXPECT_EQ(client.backend.stored_settings.synonyms.at(1).from, "mobile");
  EXPECT_EQ(json_of(client.get("/api/v1/settings")), json_of(put));
}

TEST(SettingsEndpoint, NamesWhatDoesNotFit) {
  ApplicationClient client;
  const std::pair<std::string_view, boost::json::array> table[] = {
      {R"({"out_of_stock":"burn"})", {"body", "out_of_stock"}},
      {R"({"searchable":[{"name":"title"},{"name":"brand","weight":101}]})",
       {"body", "searchable", 1, "weight"}},
      {R"({"searchable":[{"name":"brand","weight":0}]})", {"body", "searchable", 0, "weight"}},
      {R"({"synonyms":[{"from":"a"}]})", {"body", "synonyms", 0, "to"}},
      {R"({"stopwords":["a"]})", {"body", "stopwords"}},
  };
  for (const auto& [body, loc] : table) {
    const auto response = client.request("PUT", "/api/v1/settings", body);
    EXPECT_EQ(response.status, 422) << body;
    EXPECT_EQ(json_of(response).at("detail").at(0).at("loc"), loc) << body;
  }
}

}  // namespace
}  // namespace khoj::api
