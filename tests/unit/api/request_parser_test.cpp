#include "api/http/request_parser.hpp"

#include <gtest/gtest.h>

namespace khoj::api {
namespace {

using State = RequestParser::State;

/// Feeds `bytes` in pieces of `step`, as a network would, and returns what was used.
std::size_t feed_in_steps(RequestParser& parser, std::string_view bytes, std::size_t step) {
  std::string pending;
  std::size_t used = 0;
  while (true) {
    while (!pending.empty()) {
      const std::size_t taken = parser.feed(pending);
      pending.erase(0, taken);
      used += taken;
      if (parser.state() == State::done || parser.state() == State::failed) return used;
      if (taken == 0) break;
    }
    if (bytes.empty()) return used;
    pending += bytes.substr(0, step);
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
}

struct Parsed {
  State state;
  int status;
  Request request;
};

Parsed parse(std::string_view bytes, std::size_t step = 1U << 20U, ParserLimits limits = {}) {
  Request request;
  RequestParser parser(limits, request);
  feed_in_steps(parser, bytes, step);
  return {parser.state(), parser.failure().status, request};
}

TEST(RequestParser, ReadsARequestHoweverItIsCut) {
  constexpr std::string_view kBytes =
      "POST /a%20b?x=1 HTTP/1.1\r\nHost: h\r\nX-Thing:  spaced  \r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t step = 1; step <= kBytes.size(); ++step) {
    const auto parsed = parse(kBytes, step);
    ASSERT_EQ(parsed.state, State::done) << step;
    EXPECT_EQ(parsed.request.method(), Method::post);
    EXPECT_EQ(parsed.request.path(), "/a%20b");
    EXPECT_EQ(parsed.request.query("x"), "1");
    EXPECT_EQ(parsed.request.header("x-thing"), "spaced");
    EXPECT_EQ(parsed.request.body(), "hello");
    EXPECT_TRUE(parsed.request.keep_alive());
  }
}

TEST(RequestParser, ReadsChunksHoweverTheyAreCut) {
  constexpr std::string_view kBytes =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;ext=1\r\nhello\r\n7\r\n, world\r\n0\r\nX-Admin-Key: smuggled\r\n\r\n";
  for (std::size_t step = 1; step <= kBytes.size(); ++step) {
    const auto parsed = parse(kBytes, step);
    ASSERT_EQ(parsed.state, State::done) << step;
    EXPECT_EQ(parsed.request.body(), "hello, world");
    EXPECT_EQ(parsed.request.header("X-Admin-Key"), "") << "A trailer is no header.";
  }
}

TEST(RequestParser, StopsAtTheEndOfARequest) {
  constexpr std::string_view kFirst = "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n";
  Request request;
  RequestParser parser({}, request);
  const std::string both = std::string(kFirst) + "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n";
  EXPECT_EQ(parser.feed(both), kFirst.size());
  EXPECT_EQ(parser.state(), State::done);
  parser.reset();
  parser.feed(std::string_view(both).substr(kFirst.size()));
  EXPECT_EQ(parser.state(), State::done);
  EXPECT_EQ(request.path(), "/2");
}

TEST(RequestParser, KnowsWhoWantsToStay) {
  EXPECT_TRUE(parse("GET / HTTP/1.1\r\nHost: h\r\n\r\n").request.keep_alive());
  EXPECT_FALSE(parse("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").request.keep_alive());
  EXPECT_FALSE(parse("GET / HTTP/1.0\r\n\r\n").request.keep_alive());
  EXPECT_TRUE(parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").request.keep_alive());
}

TEST(RequestParser, RefusesWhatIsNoOrAmbiguousHttp) {
  const std::pair<std::string_view, int> table[] = {
      {"hello\r\n\r\n", 400},
      {"GET /\r\n\r\n", 400},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505},
      {"GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: h\r\nBad Name: x\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: h\r\nX: \x01\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1x\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: identity\r\n\r\n", 501},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 501},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\nContent-Length: 1\r\n\r\n", 417},
  };
  for (const auto& [bytes, status] : table) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{1} << 20U}) {
      const auto parsed = parse(bytes, step);
      EXPECT_EQ(parsed.state, State::failed) << bytes;
      EXPECT_EQ(parsed.status, status) << bytes;
    }
  }
}

TEST(RequestParser, HasLimits) {
  const ParserLimits limits{
      .max_header_bytes = 512, .max_target_bytes = 100, .max_headers = 5, .max_body_bytes = 10};
  const auto status = [&](const std::string& bytes, std::size_t step = 64) {
    const auto parsed = parse(bytes, step, limits);
    return parsed.state == State::failed ? parsed.status : 0;
  };
  const std::string host = "Host: h\r\n";
  EXPECT_EQ(status("GET / HTTP/1.1\r\n" + host + "X: " + std::string(600, 'x')), 431)
      << "It need not end to be too long.";
  EXPECT_EQ(status("GET /" + std::string(200, 'x') + " HTTP/1.1\r\n" + host + "\r\n"), 414);
  EXPECT_EQ(status("GET / HTTP/1.1\r\n" + host + "A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\nE: 1\r\n\r\n"), 431);
  EXPECT_EQ(status("POST / HTTP/1.1\r\n" + host + "Content-Length: 11\r\n\r\n"), 413)
      << "Before a byte of it is read.";
  EXPECT_EQ(status("POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n6\r\naaaaaa\r\n6\r\n"),
            413);
  EXPECT_EQ(status("POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1;" +
                   std::string(20'000, 'x')),
            400);
  EXPECT_EQ(status("POST / HTTP/1.1\r\n" + host + "Content-Length: 10\r\n\r\n0123456789"), 0);
}

}  // namespace
}  // namespace khoj::api
