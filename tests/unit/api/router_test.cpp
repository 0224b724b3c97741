#include "api/http/router.hpp"

#include <gtest/gtest.h>

#include "api/http/url.hpp"

namespace khoj::api {
namespace {

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    router_.add(Method::get, "/", 0);
    router_.add(Method::get, "/products", 1);
    router_.add(Method::post, "/products", 2);
    router_.add(Method::get, "/products/{id}", 3);
    router_.add(Method::del, "/products/{id}", 4);
    router_.add(Method::get, "/products/{id}/similar", 5);
    router_.add(Method::get, "/assets/{path...}", 6);
  }

  std::size_t route(Method method, std::string_view target) {
    request_.clear();
    request_.set_start_line(method, target, 11);
    const auto* resource = router_.match(request_);
    return resource == nullptr ? Router::kNone : resource->route(method);
  }

  Router router_;
  Request request_;
};

TEST_F(RouterTest, FindsLiteralsAndCaptures) {
  EXPECT_EQ(route(Method::get, "/"), 0U);
  EXPECT_EQ(route(Method::get, "/products?limit=3"), 1U);
  EXPECT_EQ(route(Method::post, "/products"), 2U);
  EXPECT_EQ(route(Method::get, "/products/B01"), 3U);
  EXPECT_EQ(request_.parameter("id"), "B01");
  EXPECT_EQ(route(Method::del, "/products/B01"), 4U);
  EXPECT_EQ(route(Method::get, "/products/B01/similar"), 5U);
  EXPECT_EQ(route(Method::get, "/assets/a/b/c.js"), 6U);
  EXPECT_EQ(request_.parameter("path"), "a/b/c.js");
}

TEST_F(RouterTest, CapturesAreDecodedAfterSplitting) {
  EXPECT_EQ(route(Method::get, "/products/a%2Fb%20%E0%A4%95"), 3U);
  EXPECT_EQ(request_.parameter("id"), "a/b क");
  EXPECT_EQ(route(Method::get, "/products/a+b"), 3U);
  EXPECT_EQ(request_.parameter("id"), "a+b");
  EXPECT_EQ(route(Method::get, "/%70roducts/x"), 3U);
}

TEST_F(RouterTest, WhatIsNotThereIsNotFound) {
  for (const std::string_view target :
       {"/nothing", "/products/", "/products//similar", "/products/a/b", "/assets/", "/assets", "//",
        "/products/%", "/products/%zz", "/products/%00", "*"}) {
    EXPECT_EQ(route(Method::get, target), Router::kNone) << target;
  }
}

TEST_F(RouterTest, KnowsWhatIsAllowed) {
  request_.set_start_line(Method::patch, "/products/x", 11);
  const auto* resource = router_.match(request_);
  ASSERT_NE(resource, nullptr);
  EXPECT_EQ(resource->route(Method::patch), Router::kNone);
  EXPECT_EQ(resource->allow(), "GET, HEAD, DELETE, OPTIONS");
}

TEST_F(RouterTest, HeadIsAnsweredByGet) { EXPECT_EQ(route(Method::head, "/products"), 1U); }

TEST(Url, DecodesEscapes) {
  EXPECT_EQ(percent_decode("a%20b"), "a b");
  EXPECT_EQ(percent_decode("a+b"), "a+b");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  EXPECT_EQ(percent_decode("%"), std::nullopt);
  EXPECT_EQ(percent_decode("%2"), std::nullopt);
  EXPECT_EQ(percent_decode("%00"), std::nullopt);
}

TEST(Url, FindsQueryParameters) {
  EXPECT_EQ(query_parameter("a=1&b=x+y&a=2", "a"), "1");
  EXPECT_EQ(query_parameter("a=1&b=x+y", "b"), "x y");
  EXPECT_EQ(query_parameter("flag&x=", "flag"), "");
  EXPECT_EQ(query_parameter("flag&x=", "x"), "");
  EXPECT_EQ(query_parameter("a=%zz", "a"), std::nullopt);
  EXPECT_EQ(query_parameter("", "a"), std::nullopt);
  EXPECT_EQ(query_parameter("%61=1", "a"), "1");
}

}  // namespace
}  // namespace khoj::api
