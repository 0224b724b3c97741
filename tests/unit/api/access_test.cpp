#include "api/access.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "api/request_id.hpp"

namespace khoj::api {
namespace {

Request request_with(std::initializer_list<std::pair<std::string_view, std::string_view>> headers) {
  Request request;
  request.set_start_line(Method::post, "/api/v1/products", 11);
  request.add_header("Host", "localhost:8000");
  for (const auto& [name, value] : headers) request.add_header(name, value);
  return request;
}

int refusal(const AccessPolicy& policy, const Request& request, bool writing = true) {
  const auto refused = policy.check(request, writing);
  return refused ? refused->status : 200;
}

TEST(Access, WritingNeedsTheKeyWhenThereIsOne) {
  const AccessPolicy policy({.admin_key = "s3cret"});
  EXPECT_EQ(refusal(policy, request_with({}), false), 200);
  EXPECT_EQ(refusal(policy, request_with({})), 401);
  EXPECT_EQ(refusal(policy, request_with({{"Authorization", "Bearer s3cret"}})), 200);
  EXPECT_EQ(refusal(policy, request_with({{"authorization", "bearer s3cret"}})), 200);
  EXPECT_EQ(refusal(policy, request_with({{"X-Admin-Key", "s3cret"}})), 200);
  for (const std::string_view wrong : {"", "s3cre", "s3crets", "S3CRET", "s3crets3cret"}) {
    EXPECT_EQ(refusal(policy, request_with({{"X-Admin-Key", wrong}})), 401) << wrong;
    EXPECT_EQ(refusal(policy, request_with({{"Authorization", "Bearer " + std::string(wrong)}})), 401)
        << wrong;
  }
  EXPECT_EQ(refusal(policy, request_with({{"Authorization", "Basic s3cret"}})), 401);
}

TEST(Access, AnUnguardedServerRefusesWritesFromOtherOrigins) {
  const AccessPolicy open({});
  EXPECT_EQ(refusal(open, request_with({})), 200);
  EXPECT_EQ(refusal(open, request_with({{"Origin", "http://localhost:8000"}})), 200);
  EXPECT_EQ(refusal(open, request_with({{"Origin", "http://evil.test"}})), 403);
  EXPECT_EQ(refusal(open, request_with({{"Origin", "null"}})), 403);
  EXPECT_EQ(refusal(open, request_with({{"Origin", "http://evil.test"}}), false), 200);
  Request rebound;
  rebound.set_start_line(Method::post, "/api/v1/products", 11);
  rebound.add_header("Host", "evil.test:8000");
  rebound.add_header("Origin", "http://evil.test:8000");
  EXPECT_EQ(refusal(open, rebound), 403) << "A name may be made to point here.";
  const AccessPolicy listing({.allowed_origins = {"http://admin.test"}});
  EXPECT_EQ(refusal(listing, request_with({{"Origin", "http://admin.test"}})), 200);
}

TEST(Access, CorsHeadersFollowTheConfiguration) {
  const AccessPolicy open({});
  Response response;
  open.add_cors_headers(request_with({{"Origin", "http://a.test"}}), response);
  EXPECT_EQ(response.header("Access-Control-Allow-Origin"), "*");
  EXPECT_NE(response.header("Access-Control-Expose-Headers").find("X-Request-Id"), std::string_view::npos);
  EXPECT_EQ(response.header("Access-Control-Allow-Credentials"), "");

  const AccessPolicy listing({.allowed_origins = {"http://a.test"}});
  Response allowed;
  listing.add_cors_headers(request_with({{"Origin", "http://a.test"}}), allowed);
  EXPECT_EQ(allowed.header("Access-Control-Allow-Origin"), "http://a.test");
  EXPECT_EQ(allowed.header("Vary"), "Origin");
  Response refused;
  listing.add_cors_headers(request_with({{"Origin", "http://b.test"}}), refused);
  EXPECT_EQ(refused.header("Access-Control-Allow-Origin"), "");
}

TEST(Access, ComparesInFull) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcabc"));
  EXPECT_FALSE(equal_in_constant_time("abc", ""));
  EXPECT_TRUE(equal_in_constant_time("", ""));
}

TEST(RequestId, IsTakenOverOnlyWhenItLooksLikeOne) {
  EXPECT_EQ(choose_request_id("proxy-id_12345"), "proxy-id_12345");
  for (const std::string& bad :
       {std::string(), std::string("short"), std::string("has space"), std::string("x\r\nY: z....."),
        std::string(65, 'a'), std::string("ünïcode-id")}) {
    EXPECT_NE(choose_request_id(bad), bad);
  }
  EXPECT_EQ(new_request_id().size(), 24U);
  const auto earlier = new_request_id();
  EXPECT_NE(earlier, new_request_id());
  std::this_thread::sleep_for(std::chrono::milliseconds(3));
  EXPECT_LT(earlier, new_request_id()) << "they sort by time";
}

}  // namespace
}  // namespace khoj::api
