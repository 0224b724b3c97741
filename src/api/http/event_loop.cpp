#include "api/http/event_loop.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>

#include "api/http/connection.hpp"
#include "base/log.hpp"

namespace khoj::api::detail {
namespace {

/// How often deadlines are looked at: an eighth of the shortest, so that none is missed by much.
std::chrono::milliseconds tick_period(const ServerOptions& options) {
  const std::int64_t shortest = std::min({options.header_timeout_ms, options.idle_timeout_ms,
                                          options.body_timeout_ms, options.write_timeout_ms});
  return std::chrono::milliseconds(std::clamp<std::int64_t>(shortest / 8, 5, 250));
}

}  // namespace

EventLoop::EventLoop(const ServerOptions& options, Handler& handler, Counters& counters)
    : options_(options), handler_(handler), counters_(counters) {}

EventLoop::~EventLoop() = default;

void EventLoop::start() {
  tick();
  thread_ = std::thread([this] { run(); });
}

void EventLoop::run() {
  const base::Executor::Scope scope(this);
  while (true) {
    try {
      context_.run();
      return;
    } catch (const std::exception& error) {
      base::log::error("an event loop caught an exception and goes on", {{"reason", error.what()}});
    }
  }
}

void EventLoop::post(std::coroutine_handle<> continuation) {
  boost::asio::post(context_, [continuation] { continuation.resume(); });
}

void EventLoop::adopt(Socket socket, bool refuse) {
  connection_count_.fetch_add(1, std::memory_order_relaxed);
  counters_.open.fetch_add(1, std::memory_order_relaxed);
  try {
    boost::asio::post(
        context_, [this, refuse, taken = std::move(socket)]() mutable { serve(std::move(taken), refuse); });
  } catch (...) {
    forget();
    throw;
  }
}

void EventLoop::serve(Socket socket, bool refuse) {
  auto place = connections_.end();
  try {
    place = connections_.insert(place, std::make_unique<Connection>(*this, std::move(socket)));
    auto& connection = **place;
    base::spawn(refuse ? connection.refuse() : connection.serve(),
                [this, place](const std::exception_ptr& error, const std::optional<bool>&) {
                  if (error) base::log::error("a connection failed");
                  connections_.erase(place);
                  forget();
                  finish_if_idle();
                });
  } catch (const std::bad_alloc&) {  // Before the connection has begun: closing it is all that can be done.
    base::log::warn("no memory for a connection");
    if (place != connections_.end()) connections_.erase(place);
    forget();
    finish_if_idle();
  }
}

void EventLoop::forget() noexcept {
  connection_count_.fetch_sub(1, std::memory_order_relaxed);
  counters_.open.fetch_sub(1, std::memory_order_relaxed);
}

void EventLoop::begin_drain() {
  boost::asio::post(context_, [this] {
    draining_ = true;
    for (const auto& connection : connections_) connection->begin_drain();
    finish_if_idle();
  });
}

void EventLoop::cut() {
  boost::asio::post(context_, [this] {
    for (const auto& connection : connections_) connection->cut();
  });
}

void EventLoop::join() {
  if (thread_.joinable()) thread_.join();
}

void EventLoop::finish_if_idle() {
  if (!draining_ || !connections_.empty()) return;
  ending_ = true;
  timer_.cancel();
}

void EventLoop::tick() {
  if (const std::int64_t second = base::now_ms() / 1000; second != date_second_) {
    date_second_ = second;
    date_ = http_date(second);
  }
  const auto now = base::SteadyClock::now();
  for (const auto& connection : connections_) connection->check_deadline(now);
  timer_.expires_after(tick_period(options_));
  timer_.async_wait([this](boost::system::error_code) {
    if (!ending_) tick();
  });
}

}  // namespace khoj::api::detail
