#include "api/http/server.hpp"

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <new>
#include <thread>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include "api/http/connection.hpp"
#include "api/http/event_loop.hpp"
#include "base/log.hpp"

namespace khoj::api {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using detail::Socket;
using Tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Tcp, detail::Context::executor_type>;
using base::ErrorCode;
using base::fail;

/// Connections over the limit that may at one time be told so; beyond it they are closed without a word.
constexpr std::uint64_t kMaxRefusals = 256;
constexpr auto kAcceptPause = std::chrono::milliseconds(100);

bool is_shortage(const error_code& error) {
  return error == asio::error::no_descriptors || error == asio::error::no_buffer_space ||
         error == asio::error::no_memory || error == boost::system::errc::too_many_files_open_in_system;
}

}  // namespace

struct HttpServer::Impl {
  Impl(ServerOptions given, Handler& handler) : options(std::move(given)) {
    for (std::size_t i = 0; i < options.workers; ++i) {
      loops.push_back(std::make_unique<detail::EventLoop>(options, handler, counters));
    }
    acceptor.emplace(loops.front()->context());
    pause.emplace(loops.front()->context());
  }

  base::Status listen();
  void accept_next();
  void take(detail::EventLoop& loop, Socket socket);
  void take_waiting();
  detail::EventLoop& idlest_loop();
  void drain(std::int64_t deadline_ms);

  ServerOptions options;
  detail::Counters counters;
  std::vector<std::unique_ptr<detail::EventLoop>> loops;
  std::optional<Acceptor> acceptor;  ///< Lives on the first loop.
  std::optional<detail::Timer> pause;
  std::uint16_t port = 0;
  bool closing = false;  ///< Touched on the first loop only.
  std::mutex drain_mutex;
  bool drained = false;
};

base::Status HttpServer::Impl::listen() {
  error_code error;
  const auto address =
      asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, error);
  if (error) {
    return fail(ErrorCode::invalid_argument,
                "'{}' is no IP address; expected something like 127.0.0.1 or ::", options.host);
  }
  const Tcp::endpoint endpoint(address, options.port);
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(Acceptor::reuse_address(true), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return fail(ErrorCode::unavailable, "cannot listen on {}:{}: {}", options.host, options.port,
                error.message());
  }
  port = acceptor->local_endpoint(error).port();
  return {};
}

detail::EventLoop& HttpServer::Impl::idlest_loop() {
  return **std::min_element(loops.begin(), loops.end(),
                            [](const auto& a, const auto& b) { return a->connections() < b->connections(); });
}

void HttpServer::Impl::take(detail::EventLoop& loop, Socket socket) {
  counters.accepted.fetch_add(1, std::memory_order_relaxed);
  const std::uint64_t open = counters.open.load(std::memory_order_relaxed);
  const bool refuse = open >= options.max_connections;
  if (refuse) counters.refused.fetch_add(1, std::memory_order_relaxed);
  if (open < options.max_connections + kMaxRefusals) loop.adopt(std::move(socket), refuse);
}

void HttpServer::Impl::accept_next() {
  auto& loop = idlest_loop();
  acceptor->async_accept(loop.context(), [this, &loop](error_code error, Socket socket) {
    try {
      if (!error) take(loop, std::move(socket));
    } catch (const std::bad_alloc&) {
      base::log::warn("no memory for a connection");
    }
    if (closing) return;
    if (is_shortage(error)) {
      base::log::warn("cannot accept connections for the moment", {{"reason", error.message()}});
      pause->expires_after(kAcceptPause);
      pause->async_wait([this](error_code) {
        if (!closing) accept_next();
      });
      return;
    }
    accept_next();
  });
}

/// Clients that the system has already connected would be reset by closing the listening socket.
void HttpServer::Impl::take_waiting() {
  error_code error;
  acceptor->non_blocking(true, error);
  while (!error) {
    auto& loop = idlest_loop();
    Socket socket(loop.context());
    acceptor->accept(socket, error);
    if (!error) take(loop, std::move(socket));
  }
}

void HttpServer::Impl::drain(std::int64_t deadline_ms) {
  const std::lock_guard lock(drain_mutex);
  if (drained) return;
  drained = true;
  std::promise<void> closed;
  asio::post(loops.front()->context(), [this, &closed] {
    closing = true;
    take_waiting();
    error_code ignored;
    acceptor->close(ignored);
    pause->cancel();
    // Behind a connection whose acceptance is already on its way to its handler.
    asio::post(loops.front()->context(), [&closed] { closed.set_value(); });
  });
  closed.get_future().wait();
  for (const auto& loop : loops) loop->begin_drain();
  std::promise<void> ended;
  std::thread joiner([this, &ended] {
    for (const auto& loop : loops) loop->join();
    ended.set_value();
  });
  if (ended.get_future().wait_for(std::chrono::milliseconds(deadline_ms)) != std::future_status::ready) {
    for (const auto& loop : loops) loop->cut();
  }
  joiner.join();
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() { stop(); }

base::Result<std::unique_ptr<HttpServer>> HttpServer::start(ServerOptions options, Handler& handler) {
  if (options.workers == 0) options.workers = std::max(1U, std::thread::hardware_concurrency());
  auto impl = std::make_unique<Impl>(std::move(options), handler);
  KHOJ_TRY(impl->listen());
  asio::post(impl->loops.front()->context(), [raw = impl.get()] { raw->accept_next(); });
  for (const auto& loop : impl->loops) loop->start();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

std::uint16_t HttpServer::port() const noexcept { return impl_->port; }

ServerStats HttpServer::stats() const noexcept {
  const auto& counters = impl_->counters;
  return {counters.open.load(), counters.accepted.load(), counters.refused.load(), counters.shed.load(),
          counters.timed_out.load()};
}

void HttpServer::drain(std::int64_t deadline_ms) { impl_->drain(deadline_ms); }

}  // namespace khoj::api
