#include "load/response_parser.hpp"

#include <string>

#include <gtest/gtest.h>

namespace khoj::load {
namespace {

using State = ResponseParser::State;

/// Feeds `response` in two parts cut everywhere and byte by byte: the outcome must not depend on how it
/// arrives.
void expect_at_every_cut(const std::string& response, State expected, int status, bool keep_alive) {
  const auto check = [&](const ResponseParser& parser, State state) {
    ASSERT_EQ(state, expected) << response;
    if (expected != State::complete) return;
    EXPECT_EQ(parser.status(), status);
    EXPECT_EQ(parser.keep_alive(), keep_alive);
  };
  for (std::size_t cut = 0; cut <= response.size(); ++cut) {
    ResponseParser parser;
    parser.feed(response.substr(0, cut));
    check(parser, parser.feed(response.substr(cut)));
  }
  ResponseParser parser;
  State state = State::reading;
  for (const char byte : response) state = parser.feed({&byte, 1});
  check(parser, state);
}

TEST(ResponseParser, CountedBody) {
  expect_at_every_cut("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: x\r\n\r\nhello", State::complete, 200,
                      true);
  expect_at_every_cut("HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n", State::complete, 404, true);
  expect_at_every_cut("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", State::reading, 200, true);
}

TEST(ResponseParser, ChunkedBody) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n";
  expect_at_every_cut(head + "5\r\nhello\r\n0\r\n\r\n", State::complete, 200, true);
  expect_at_every_cut(head + "A;x=1\r\n0123456789\r\n1\r\nz\r\n0\r\nTrailer: 1\r\n\r\n", State::complete, 200,
                      true);
  expect_at_every_cut(head + "5\r\nhello\r\n0\r\n", State::reading, 200, true);
  expect_at_every_cut(head + "5\r\nhelloXX\r\n", State::malformed, 200, true);
  expect_at_every_cut(head + "xyz\r\n", State::malformed, 200, true);
  expect_at_every_cut(head + "ffffffffffffffffff\r\n", State::malformed, 200, true);
}

TEST(ResponseParser, ConnectionHeaderAndVersionSayWhetherItStaysOpen) {
  expect_at_every_cut("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", State::complete,
                      200, false);
  expect_at_every_cut("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", State::complete, 200, false);
  expect_at_every_cut("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx",
                      State::complete, 200, true);
}

TEST(ResponseParser, StatusesWithoutBody) {
  expect_at_every_cut("HTTP/1.1 204 No Content\r\n\r\n", State::complete, 204, true);
  expect_at_every_cut("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", State::complete, 304, true);
  expect_at_every_cut("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
                      State::complete, 201, true);
}

TEST(ResponseParser, BodyUntilTheConnectionEnds) {
  ResponseParser parser;
  EXPECT_EQ(parser.feed("HTTP/1.1 200 OK\r\n\r\nsome bytes"), State::reading);
  EXPECT_EQ(parser.finish(), State::complete);
  EXPECT_FALSE(parser.keep_alive());
}

TEST(ResponseParser, AnEndInTheMiddleIsMalformed) {
  for (const auto* beginning :
       {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"}) {
    ResponseParser parser;
    parser.feed(beginning);
    EXPECT_EQ(parser.finish(), State::malformed);
  }
}

TEST(ResponseParser, RefusesWhatIsNoResponse) {
  for (const auto* bytes :
       {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 204 x\r\n\r\nbody"}) {
    ResponseParser parser;
    EXPECT_EQ(parser.feed(bytes), State::malformed) << bytes;
    EXPECT_EQ(parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), State::malformed);
  }
}

TEST(ResponseParser, AHeadWithoutEndIsRefused) {
  ResponseParser parser;
  parser.feed("HTTP/1.1 200 OK\r\n");
  auto state = State::reading;
  for (int i = 0; i < 10'000 && state == State::reading; ++i) state = parser.feed("X-Filler: xxxxxxxxxx\r\n");
  EXPECT_EQ(state, State::malformed);
}

TEST(ResponseParser, IsReusedAfterReset) {
  ResponseParser parser;
  EXPECT_EQ(parser.feed("HTTP/1.0 500 Oops\r\nContent-Length: 0\r\n\r\n"), State::complete);
  parser.reset();
  EXPECT_EQ(parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), State::complete);
  EXPECT_EQ(parser.status(), 200);
  EXPECT_TRUE(parser.keep_alive());
}

}  // namespace
}  // namespace khoj::load
