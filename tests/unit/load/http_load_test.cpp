// The HTTP client against a small server of the test's own, which behaves as badly as each test wants.
#include "load/http_load.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <thread>

#include <boost/asio.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace khoj::load {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using base::ErrorCode;
using namespace std::chrono_literals;

struct Reply {
  std::string bytes;
  std::chrono::milliseconds delay{0};
  bool close = false;
  bool silent = false;  ///< Say nothing at all.
};

std::string response(int status, std::string_view body, std::string_view headers = "") {
  return fmt::format("HTTP/1.1 {} X\r\n{}Content-Length: {}\r\n\r\n{}", status, headers, body.size(), body);
}

/// Answers the requests of many connections, on one thread; `handler` sees a request's head and body.
class TestServer {
 public:
  using Handler = std::function<Reply(const std::string& request)>;

  explicit TestServer(Handler handler)
      : handler_(std::move(handler)), acceptor_(io_, {asio::ip::address_v4::loopback(), 0}) {
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::jthread([this] { io_.run(); });
  }
  ~TestServer() { io_.stop(); }

  [[nodiscard]] HttpTarget target() const {
    return parse_target(fmt::format("http://127.0.0.1:{}", acceptor_.local_endpoint().port())).value();
  }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  asio::awaitable<void> accept() {
    for (;;) {
      auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
      ++connections_;
      asio::co_spawn(io_, serve(std::move(socket)), asio::detached);
    }
  }

  asio::awaitable<void> serve(tcp::socket socket) try {
    std::string buffer;
    for (;;) {
      const auto head = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), "\r\n\r\n",
                                                        asio::use_awaitable);
      std::size_t length = 0;
      if (const auto at = buffer.find("Content-Length: "); at < head)
        length = std::stoul(buffer.substr(at + 16));
      if (buffer.size() < head + length) {
        co_await asio::async_read(socket, asio::dynamic_buffer(buffer),
                                  asio::transfer_exactly(head + length - buffer.size()), asio::use_awaitable);
      }
      const Reply reply = handler_(buffer.substr(0, head + length));
      buffer.erase(0, head + length);
      if (reply.delay > 0ms) {
        asio::steady_timer timer(io_, reply.delay);
        co_await timer.async_wait(asio::use_awaitable);
      }
      if (reply.silent) continue;
      co_await asio::async_write(socket, asio::buffer(reply.bytes), asio::use_awaitable);
      if (reply.close) co_return;
    }
  } catch (const boost::system::system_error&) {
    co_return;  // The client went away.
  }

  Handler handler_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  std::atomic<int> connections_{0};
  std::jthread thread_;
};

LoadOptions quick(std::uint64_t total) {
  return {.concurrency = 4, .total_requests = total, .timeout_s = 5.0};
}

RequestSource get(const TestServer& server) {
  return repeat({request_bytes(server.target(), "GET", "/x", {}, {})});
}

TEST(HttpLoad, ClosedLoopSendsAndReadsEveryRequest) {
  std::atomic<int> bodies{0};
  TestServer server([&](const std::string& request) {
    if (request.ends_with("{\"query\":\"tawa\"}")) ++bodies;
    return Reply{.bytes = response(200, std::string(50'000, 'x'))};
  });
  const auto source =
      repeat({request_bytes(server.target(), "POST", "/search", "application/json", "{\"query\":\"tawa\"}")});
  const auto report = run_http_load(server.target(), source, quick(200));
  ASSERT_TRUE(report) << report.error().describe();
  EXPECT_EQ(report->completed, 200U);
  EXPECT_EQ(report->failed(), 0U);
  EXPECT_EQ(bodies, 200);
  EXPECT_GE(report->bytes_received, 200U * 50'000U);
  // One connection more only asks whether the server is there.
  EXPECT_EQ(server.connections(), 5);
}

TEST(HttpLoad, ClosedLoopStopsByTheClock) {
  TestServer server([](const std::string&) { return Reply{.bytes = response(200, "ok"), .delay = 2ms}; });
  const auto report =
      run_http_load(server.target(), get(server), {.concurrency = 2, .warm_up_s = 0.1, .duration_s = 0.3});
  ASSERT_TRUE(report);
  EXPECT_GT(report->completed, 10U);
  EXPECT_LE(report->completed, 300U);
  EXPECT_GE(report->latency.min(), 2'000'000);
  EXPECT_EQ(report->measured_s, 0.3);
}

TEST(HttpLoad, LargeRequestsAreSentWhole) {
  const std::string body(3'000'000, 'b');
  std::atomic<std::size_t> received{0};
  TestServer server([&](const std::string& request) {
    received += static_cast<std::size_t>(std::count(request.begin(), request.end(), 'b'));
    return Reply{.bytes = response(200, "")};
  });
  const auto source = repeat({request_bytes(server.target(), "PUT", "/", "text/plain", body)});
  const auto report = run_http_load(server.target(), source, quick(8));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->completed, 8U);
  EXPECT_GE(received, 8U * body.size());
}

TEST(HttpLoad, EndsWhenTheSourceHasNoMore) {
  TestServer server([](const std::string&) { return Reply{.bytes = response(200, "ok")}; });
  const auto request = request_bytes(server.target(), "GET", "/", {}, {});
  const auto source = [&request, left = 7](std::string& out) mutable {
    out = request;
    return left-- > 0;
  };
  const auto report =
      run_http_load(server.target(), source, {.concurrency = 3, .warm_up_s = 0.0, .duration_s = 60.0});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->completed, 7U);
  EXPECT_LT(report->measured_s, 5.0);
  const auto nothing = run_http_load(server.target(), repeat({}), quick(3));
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->completed, 0U);
}

TEST(HttpLoad, FailuresAreCountedByKind) {
  std::atomic<int> count{0};
  TestServer server([&](const std::string&) -> Reply {
    switch (count++ % 4) {
      case 0: return {.bytes = response(503, "busy")};
      case 1: return {.bytes = "this is no HTTP\r\n\r\n"};
      case 2: return {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", .close = true};
      default: return {.bytes = response(200, "ok")};
    }
  });
  const auto report = run_http_load(server.target(), get(server), {.concurrency = 1, .total_requests = 40});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->completed, 10U);
  EXPECT_EQ(report->errors.at("http_503"), 10U);
  EXPECT_EQ(report->errors.at("malformed"), 10U);
  EXPECT_EQ(report->errors.at("closed"), 10U);
}

TEST(HttpLoad, ReconnectsWhereTheServerClosesPolitely) {
  TestServer server([](const std::string&) {
    return Reply{.bytes = response(200, "bye", "Connection: close\r\n"), .close = true};
  });
  const auto report = run_http_load(server.target(), get(server), {.concurrency = 2, .total_requests = 20});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->completed, 20U);
  EXPECT_EQ(report->failed(), 0U);
  EXPECT_GE(server.connections(), 20);
}

TEST(HttpLoad, SilenceIsATimeout) {
  TestServer server([](const std::string&) { return Reply{.silent = true}; });
  const auto report =
      run_http_load(server.target(), get(server), {.concurrency = 2, .total_requests = 4, .timeout_s = 0.1});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->completed, 0U);
  EXPECT_EQ(report->errors.at("timeout"), 4U);
}

TEST(HttpLoad, AServerThatGoesAwayEndsTheMeasurement) {
  auto server =
      std::make_unique<TestServer>([](const std::string&) { return Reply{.bytes = response(200, "ok")}; });
  const auto target = server->target();
  const auto request = request_bytes(target, "GET", "/", {}, {});
  int sent = 0;
  const auto source = [&](std::string& out) {
    if (++sent == 100) server.reset();
    out = request;
    return true;
  };
  const auto report =
      run_http_load(target, source, {.concurrency = 1, .total_requests = 1'000, .timeout_s = 0.2});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->completed, 99U);
  EXPECT_GT(report->errors.at("connect"), 0U);
  EXPECT_EQ(report->errors.at("unfinished"), 900U);
}

TEST(HttpLoad, OpenLoopOffersItsRateWhateverTheAnswersTake) {
  TestServer server([](const std::string&) { return Reply{.bytes = response(200, "ok"), .delay = 5ms}; });
  const auto report = run_http_load(server.target(), get(server),
                                    {.concurrency = 32, .warm_up_s = 0.1, .duration_s = 0.5, .rate = 1'000});
  ASSERT_TRUE(report);
  EXPECT_NEAR(static_cast<double>(report->completed), 500.0, 112.0);
  EXPECT_GE(report->latency.min(), 5'000'000);
}

TEST(HttpLoad, OpenLoopChargesAStallToAllWhoWaited) {
  std::atomic<bool> stalled{false};
  TestServer server([&](const std::string&) {
    return Reply{.bytes = response(200, "ok"), .delay = stalled.exchange(true) ? 0ms : 200ms};
  });
  const auto report = run_http_load(server.target(), get(server),
                                    {.concurrency = 1, .warm_up_s = 0.0, .duration_s = 0.4, .rate = 500});
  ASSERT_TRUE(report);
  EXPECT_NEAR(static_cast<double>(report->completed), 200.0, 71.0);
  EXPECT_GT(report->latency.at_quantile(0.75), 40'000'000);
}

TEST(HttpLoad, OpenLoopSaysWhatItGaveUpOn) {
  TestServer server([](const std::string&) { return Reply{.bytes = response(200, "ok"), .delay = 100ms}; });
  const auto report =
      run_http_load(server.target(), get(server),
                    {.concurrency = 1, .warm_up_s = 0.0, .duration_s = 0.2, .rate = 500, .timeout_s = 0.3});
  ASSERT_TRUE(report);
  EXPECT_NEAR(static_cast<double>(report->completed + report->failed()), 100.0, 50.0);
  EXPECT_GT(report->errors.at("unfinished"), 30U);
}

TEST(HttpLoad, NobodyThereIsUnavailable) {
  HttpTarget target;
  {
    TestServer server([](const std::string&) { return Reply{}; });
    target = server.target();
  }
  const auto report = run_http_load(target, repeat({"GET / HTTP/1.1\r\n\r\n"}), quick(1));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace khoj::load
