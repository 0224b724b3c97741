// The HTTP server over real sockets: what it answers to whom, and that no client can keep it from answering
// others.
#include <atomic>
#include <deque>
#include <future>
#include <latch>
#include <new>
#include <thread>

#include <gtest/gtest.h>

#include "api/http/server.hpp"
#include "api/http/yield.hpp"
#include "base/clock.hpp"
#include "support/api/raw_client.hpp"

namespace khoj::api {
namespace {

using khoj::testing::RawClient;
using khoj::testing::RawResponse;

/// Echoes; and does at a client's wish what handlers do: fail, wait, answer much.
class EchoHandler final : public Handler {
 public:
  base::Task<Response> handle(Request& request) override {
    if (request.path() == "/throw") throw std::runtime_error("on purpose");
    if (request.path() == "/no-memory") throw std::bad_alloc();
    if (request.path() == "/throw-odd") throw 42;  // NOLINT: what a vendor may do.
    if (request.path() == "/slow") std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (request.path() == "/wait") co_return co_await wait_for_release(request);
    Response response;
    response.content_type = "text/plain";
    if (request.path() == "/large") {
      response.body.assign(8U << 20U, 'x');
    } else {
      response.body = std::string(to_string(request.method())) + ' ' + std::string(request.target()) + ' ' +
                      request.body();
    }
    co_return response;
  }

  Response reject(int status, std::string_view reason) override {
    Response response;
    response.status = status;
    response.body = reason;
    return response;
  }

  bool may_shed(Request& request) override { return request.path() != "/health"; }

  std::atomic<int> waiting{0};
  std::atomic<bool> released{false};

 private:
  base::Task<Response> wait_for_release(Request& request) {
    ++waiting;
    while (!released) {
      co_await Yield{};
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    co_return Response{
        200, "text/plain", {}, "released " + std::string(request.query("id").value_or("")), {}};
  }
};

class HttpServerTest : public ::testing::Test {
 protected:
  void start(ServerOptions options = {}) {
    options.port = 0;
    if (options.workers == 0) options.workers = 2;
    auto started = HttpServer::start(options, handler_);
    ASSERT_TRUE(started) << started.error().describe();
    server_ = std::move(*started);
  }
  RawClient client() { return RawClient(server_->port()); }

  EchoHandler handler_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, KeepsConnectionsAlive) {
  start();
  auto client = this->client();
  for (int i = 0; i < 100; ++i) {
    const auto response = client.get("/" + std::to_string(i));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "GET /" + std::to_string(i) + " ");
  }
  EXPECT_EQ(server_->stats().accepted, 1U);
}

TEST_F(HttpServerTest, ClosesWhenTheClientSaysSo) {
  start();
  auto client = this->client();
  const auto response = client.get("/", "Connection: close\r\n");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->header("Connection"), "close");
  EXPECT_TRUE(client.closed_by_server());

  auto old = this->client();
  old.send("GET / HTTP/1.0\r\n\r\n");
  ASSERT_TRUE(old.receive());
  EXPECT_TRUE(old.closed_by_server());

  auto old_keeping = this->client();
  old_keeping.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const auto kept = old_keeping.receive();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->header("Connection"), "keep-alive");
  EXPECT_TRUE(old_keeping.get("/"));
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  start();
  auto client = this->client();
  std::string all;
  constexpr int kRequests = 1000;
  for (int i = 0; i < kRequests; ++i) {
    all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody";
  }
  std::thread sender([&] { client.send(all); });
  for (int i = 0; i < kRequests; ++i) {
    const auto response = client.receive();
    ASSERT_TRUE(response) << i;
    EXPECT_EQ(response->body, "POST /" + std::to_string(i) + " body");
  }
  sender.join();
}

TEST_F(HttpServerTest, ReadsChunkedBodies) {
  start();
  auto client = this->client();
  client.send("POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  client.send("lo\r\n1\r\n!\r\n0\r\n\r\n");
  const auto response = client.receive();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "POST /c hello!");
  EXPECT_TRUE(client.get("/next"));
}

TEST_F(HttpServerTest, ReadsAndWritesLargeBodies) {
  start();
  auto client = this->client();
  const std::string large(4U << 20U, 'y');
  const auto response = client.request("POST", "/", large);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "POST / " + large);
  const auto answer = client.get("/large");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body.size(), 8U << 20U);
}

TEST_F(HttpServerTest, HeadHasTheLengthButNotTheBody) {
  start();
  auto client = this->client();
  const auto head = client.request("HEAD", "/x", "");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->header("Content-Length"), std::to_string(std::string("HEAD /x ").size()));
  const auto next = client.get("/y");
  ASSERT_TRUE(next) << "Nothing stood between the two.";
  EXPECT_EQ(next->body, "GET /y ");
}

TEST_F(HttpServerTest, ContinuesWhenAsked) {
  start();
  auto client = this->client();
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  const auto go_on = client.receive();
  ASSERT_TRUE(go_on);
  EXPECT_EQ(go_on->status, 100);
  client.send("ok");
  const auto response = client.receive();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "POST / ok");
}

TEST_F(HttpServerTest, RefusesBodiesThatAreTooLarge) {
  ServerOptions options;
  options.limits.max_body_bytes = 1000;
  start(options);
  {
    auto client = this->client();
    const auto response = client.request("POST", "/", std::string(1U << 20U, 'x'));
    ASSERT_TRUE(response) << "The answer arrives although the body was not read.";
    EXPECT_EQ(response->status, 413);
    EXPECT_EQ(response->header("Connection"), "close");
  }
  auto client = this->client();
  client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" +
              std::string(0x400, 'x') + "\r\n");
  const auto response = client.receive();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 413);
}

TEST_F(HttpServerTest, RefusesHeadersThatAreTooLarge) {
  start();
  auto client = this->client();
  const auto response = client.get("/", "X-Large: " + std::string(20'000, 'x') + "\r\n");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 431);
}

TEST_F(HttpServerTest, AnswersBrokenHttpAndCloses) {
  start();
  for (const std::string_view bad :
       {"\x16\x03\x01\x02 TLS hello\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"}) {
    auto client = this->client();
    client.send(bad);
    const auto response = client.receive();
    ASSERT_TRUE(response) << bad;
    EXPECT_EQ(response->status, 400) << bad;
    EXPECT_TRUE(client.closed_by_server());
  }
}

TEST_F(HttpServerTest, CutsSlowClients) {
  ServerOptions options;
  options.header_timeout_ms = 100;
  options.body_timeout_ms = 100;
  start(options);
  auto in_head = client();
  in_head.send("GET / HTTP/1.1\r\nHo");
  auto in_body = client();
  in_body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nsome");
  auto silent = client();
  const auto head_answer = in_head.receive();
  ASSERT_TRUE(head_answer);
  EXPECT_EQ(head_answer->status, 408);
  const auto body_answer = in_body.receive();
  ASSERT_TRUE(body_answer);
  EXPECT_EQ(body_answer->status, 408);
  EXPECT_TRUE(silent.closed_by_server());
  EXPECT_EQ(server_->stats().timed_out, 2U);
}

TEST_F(HttpServerTest, CutsClientsThatTrickle) {
  ServerOptions options;
  options.header_timeout_ms = 200;
  start(options);
  auto client = this->client();
  const base::Stopwatch watch;
  client.send("GET / HTTP/1.1\r\nHost: h\r\n");
  std::optional<RawResponse> response;
  while (watch.elapsed_ms() < 5'000 && client.send("X: y\r\n"))
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_LT(watch.elapsed_ms(), 4'900) << "Bytes that keep coming do not buy time.";
}

TEST_F(HttpServerTest, CutsClientsThatDoNotRead) {
  ServerOptions options;
  options.write_timeout_ms = 100;
  options.min_bytes_per_s = 1U << 30U;
  start(options);
  auto client = this->client();
  for (int i = 0; i < 8; ++i) client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  const base::Stopwatch watch;
  while (server_->stats().timed_out == 0 && watch.elapsed_ms() < 5'000) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_EQ(server_->stats().timed_out, 1U);
}

TEST_F(HttpServerTest, ClosesIdleConnections) {
  ServerOptions options;
  options.idle_timeout_ms = 100;
  start(options);
  auto client = this->client();
  ASSERT_TRUE(client.get("/"));
  EXPECT_TRUE(client.closed_by_server());
  EXPECT_EQ(server_->stats().timed_out, 0U);
}

TEST_F(HttpServerTest, AFailureIsOneRequestsOwn) {
  start();
  auto client = this->client();
  for (const std::string_view path : {"/throw", "/throw-odd", "/no-memory"}) {
    const auto failed = client.get(path);
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->status, path == "/no-memory" ? 503 : 500);
    EXPECT_EQ(failed->body.find("purpose"), std::string::npos);
    const auto next = client.get("/fine");
    ASSERT_TRUE(next);
    EXPECT_EQ(next->status, 200);
  }
}

TEST_F(HttpServerTest, RefusesConnectionsOverTheLimit) {
  ServerOptions options;
  options.max_connections = 2;
  start(options);
  auto first = client();
  auto second = client();
  ASSERT_TRUE(first.get("/"));
  ASSERT_TRUE(second.get("/"));
  {
    auto third = client();
    const auto refused = third.receive();
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503);
  }
  EXPECT_EQ(server_->stats().refused, 1U);
  {
    const auto gone = std::move(first);
  }
  const base::Stopwatch watch;
  while (server_->stats().open_connections > 1 && watch.elapsed_ms() < 5'000) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  auto fourth = client();
  const auto welcome = fourth.get("/");
  ASSERT_TRUE(welcome);
  EXPECT_EQ(welcome->status, 200);
}

/// Sixteen clients who each want ten answers of 10 ms from one loop that lets nobody wait more than 40 ms.
TEST_F(HttpServerTest, X_09_RefusesAtOnceWhatItCouldOnlyAnswerLate) {
  ServerOptions options;
  options.workers = 1;
  options.max_queue_ms = 40;
  start(options);
  std::atomic<int> good{0};
  std::atomic<int> refused{0};
  std::atomic<int> healthy{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&] {
      RawClient client(server_->port());
      for (int i = 0; i < 10; ++i) {
        const auto response = client.get("/slow");
        if (!response) continue;
        good += response->status == 200 ? 1 : 0;
        refused += response->status == 503 ? 1 : 0;
        const auto probe = client.get("/health");
        healthy += probe && probe->status == 200 ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good + refused, 160);
  EXPECT_GT(good, 0);
  EXPECT_GT(refused, 0);
  EXPECT_EQ(server_->stats().shed, static_cast<std::uint64_t>(refused));
  EXPECT_EQ(healthy, 160) << "the connection stays, and what may not be refused is answered";
  auto after = client();
  const auto response = after.get("/slow");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200) << "nothing is left of it";
}

TEST_F(HttpServerTest, ServesManyConnectionsAtOnce) {
  start();
  constexpr int kThreads = 8;
  constexpr int kConnections = 32;
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      std::vector<RawClient> clients;
      for (int c = 0; c < kConnections; ++c) clients.emplace_back(server_->port());
      for (int round = 0; round < 10; ++round) {
        const std::string path = "/" + std::to_string(t) + "/" + std::to_string(round);
        for (auto& client : clients) client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
        for (auto& client : clients) {
          const auto response = client.receive();
          if (response && response->body == "GET " + path + " ") ++good;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, kThreads * kConnections * 10);
}

TEST_F(HttpServerTest, DrainsGracefully) {
  start();
  auto idle = client();
  ASSERT_TRUE(idle.get("/"));
  auto busy = client();
  busy.send("GET /wait?id=7 HTTP/1.1\r\nHost: h\r\n\r\n");
  while (handler_.waiting == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));

  auto drained = std::async(std::launch::async, [this] { server_->drain(10'000); });
  EXPECT_TRUE(idle.closed_by_server());
  EXPECT_EQ(drained.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  EXPECT_FALSE(client().get("/")) << "Nobody new is let in.";
  handler_.released = true;
  const auto response = busy.receive();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "released 7");
  EXPECT_EQ(response->header("Connection"), "close");
  EXPECT_EQ(drained.wait_for(std::chrono::seconds(5)), std::future_status::ready);
}

TEST_F(HttpServerTest, DrainAnswersWhoWasConnectedBefore) {
  for (int round = 0; round < 20; ++round) {
    start();
    std::deque<RawClient> clients;
    for (int i = 0; i < 64; ++i) {
      clients.push_back(client());
      clients.back().send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    server_->drain(10'000);
    for (auto& each : clients) {
      const auto response = each.receive();
      ASSERT_TRUE(response);
      EXPECT_EQ(response->status, 200);
    }
  }
}

TEST_F(HttpServerTest, DrainHasADeadline) {
  start();
  auto stuck = client();
  stuck.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf");
  auto reading_nothing = client();
  reading_nothing.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const base::Stopwatch watch;
  server_->drain(100);
  EXPECT_LT(watch.elapsed_ms(), 5'000);
}

TEST_F(HttpServerTest, SaysWhyItCannotStart) {
  start();
  ServerOptions options;
  options.port = server_->port();
  const auto taken = HttpServer::start(options, handler_);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, base::ErrorCode::unavailable);
  options.host = "not an address";
  const auto nowhere = HttpServer::start(options, handler_);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, base::ErrorCode::invalid_argument);
}

/// Work that ends on another thread resumes on the request's own loop.
TEST(HttpServerTasks, ResumeOnTheirLoop) {
  class Elsewhere final : public Handler {
   public:
    base::Task<Response> handle(Request&) override {
      auto channel = std::make_shared<base::OneShot<int>>();
      const auto before = std::this_thread::get_id();
      std::thread([channel] {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        channel->set(42);
      }).detach();
      const int answer = co_await *channel;
      Response response;
      response.body = std::to_string(answer) + (before == std::this_thread::get_id() ? " same" : " other");
      co_return response;
    }
    bool may_shed(Request&) override { return true; }
    Response reject(int status, std::string_view) override {
      Response response;
      response.status = status;
      return response;
    }
  };
  Elsewhere handler;
  ServerOptions options;
  options.port = 0;
  options.workers = 2;
  auto server = HttpServer::start(options, handler);
  ASSERT_TRUE(server);
  std::vector<RawClient> clients;
  for (int i = 0; i < 8; ++i) clients.emplace_back((*server)->port());
  for (auto& client : clients) client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  for (auto& client : clients) {
    const auto response = client.receive();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "42 same");
  }
}

}  // namespace
}  // namespace khoj::api
