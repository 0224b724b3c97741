#include "load/http_target.hpp"

#include <gtest/gtest.h>

namespace khoj::load {
namespace {

TEST(HttpTarget, ReadsHostAndPort) {
  const auto plain = parse_target("http://127.0.0.1:8000/");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "127.0.0.1");
  EXPECT_EQ(plain->port, 8000);
  EXPECT_EQ(plain->url(), "http://127.0.0.1:8000");
  const auto named = parse_target("http://khoj.example");
  ASSERT_TRUE(named);
  EXPECT_EQ(named->port, 80);
  const auto six = parse_target("http://[::1]:9");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->port, 9);
}

TEST(HttpTarget, RefusesEverythingElse) {
  for (const auto* url : {"", "localhost:8000", "http://", "http:///x", "http://host:", "http://host:0",
                          "http://host:99999", "http://host:80x", "http://host/path", "http://user@host",
                          "http://[::1", "http://[::1]x", "http://a b", "http://:80", "http://a:1:2"}) {
    const auto target = parse_target(url);
    ASSERT_FALSE(target) << url;
    EXPECT_EQ(target.error().code, base::ErrorCode::invalid_argument);
  }
  EXPECT_EQ(parse_target("https://host").error().code, base::ErrorCode::unsupported);
}

TEST(HttpTarget, RequestsAreWholeHttp) {
  const auto target = parse_target("http://127.0.0.1:8000").value();
  EXPECT_EQ(request_bytes(target, "GET", "/health", {}, {}),
            "GET /health HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nUser-Agent: khoj-bench\r\nAccept: */*\r\n\r\n");
  EXPECT_EQ(request_bytes(target, "POST", "/x", "application/json", "{}", "Authorization: Bearer k\r\n"),
            "POST /x HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nUser-Agent: khoj-bench\r\nAccept: */*\r\n"
            "Content-Type: application/json\r\nContent-Length: 2\r\nAuthorization: Bearer k\r\n\r\n{}");
}

}  // namespace
}  // namespace khoj::load
