#include "api/http/connection.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <new>

#include <boost/asio/buffer.hpp>

#include "api/http/io_awaiter.hpp"
#include "api/http/yield.hpp"
#include "base/log.hpp"

namespace khoj::api::detail {
namespace {

using base::SteadyClock;
using boost::asio::const_buffer;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr std::size_t kReadBytes = 16U << 10U;
constexpr std::size_t kBodyReadBytes = 128U << 10U;
/// Buffers larger than this are given back between requests.
constexpr std::size_t kKeptInputBytes = 64U << 10U;
/// Pipelined requests answered in a row before other connections get their turn.
constexpr int kMaxStreak = 32;
/// After a refusal the client may still be sending; closing at once would destroy the answer on its way
/// (RST).
constexpr std::int64_t kLingerMs = 3'000;
constexpr std::size_t kMaxLingerBytes = 64U << 20U;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

bool would_block(const error_code& error) {
  return error == boost::asio::error::would_block || error == boost::asio::error::try_again;
}

std::int64_t allowance_ms(std::uint64_t bytes, std::uint64_t bytes_per_s) {
  return static_cast<std::int64_t>(bytes * 1000 / std::max<std::uint64_t>(1, bytes_per_s));
}

}  // namespace

Connection::Connection(EventLoop& loop, Socket socket)
    : loop_(loop), socket_(std::move(socket)), parser_(loop.options().limits, request_) {
  error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
}

base::Task<bool> Connection::serve() {
  int streak = 0;
  while (true) {
    const auto outcome = co_await read_request();
    if (outcome != ReadOutcome::complete) break;
    enter(Phase::handling, -1);
    const Response response = co_await answer_in_turn();
    const bool keep_alive = request_.keep_alive() && !loop_.draining() && !cut_;
    if (!co_await write_response(response, keep_alive)) break;
    if (!keep_alive) {
      co_await linger();
      break;
    }
    streak = input_.size() > 0 ? streak + 1 : 0;
    if (streak % kMaxStreak == kMaxStreak - 1) co_await Yield{};
  }
  close();
  co_return true;
}

base::Task<bool> Connection::refuse() {
  request_.set_keep_alive(false);
  co_await reject(503, "The server has as many connections as it can take.");
  close();
  co_return true;
}

base::Task<Connection::ReadOutcome> Connection::read_request() {
  const auto& options = loop_.options();
  const bool first = parser_.state() == RequestParser::State::header;  // Never used before.
  parser_.reset();
  if (input_.capacity() > kKeptInputBytes && input_.size() == 0) input_ = {};
  if (input_.size() > 0) {
    enter(Phase::reading, options.header_timeout_ms);
  } else {
    enter(Phase::idle, first ? options.header_timeout_ms : options.idle_timeout_ms);
  }
  SteadyClock::time_point body_start;
  while (true) {
    while (input_.size() > 0) {
      const bool in_head = parser_.state() == RequestParser::State::header;
      const auto data = input_.data();
      const std::size_t used = parser_.feed({static_cast<const char*>(data.data()), data.size()});
      input_.consume(used);
      if (parser_.state() == RequestParser::State::done) {
        request_.set_received(SteadyClock::now());
        co_return ReadOutcome::complete;
      }
      if (parser_.state() == RequestParser::State::failed) {
        co_await reject(parser_.failure().status, parser_.failure().reason);
        co_return ReadOutcome::rejected;
      }
      if (in_head && parser_.state() == RequestParser::State::body) {
        body_start = SteadyClock::now();
        if (parser_.expects_continue() && input_.size() == 0 && !co_await write_all(kContinue, {})) {
          co_return ReadOutcome::closed;
        }
      }
      if (used == 0) break;
    }
    if (cut_ || (phase_ == Phase::idle && loop_.draining() && !has_unread())) co_return ReadOutcome::closed;
    const bool in_body = parser_.state() == RequestParser::State::body;
    if (in_body) {
      deadline_ = body_start + milliseconds(options.body_timeout_ms +
                                            allowance_ms(request_.body().size(), options.min_bytes_per_s));
    }
    const auto space = input_.prepare(in_body ? kBodyReadBytes : kReadBytes);
    const IoResult read =
        co_await IoAwaiter([&](auto handler) { socket_.async_read_some(space, std::move(handler)); });
    if (read.error) {
      if (timed_out_ && phase_ == Phase::reading && !cut_) {
        loop_.counters().timed_out.fetch_add(1, std::memory_order_relaxed);
        co_await reject(408, "The request took too long to arrive.");
        co_return ReadOutcome::rejected;
      }
      co_return ReadOutcome::closed;
    }
    input_.commit(read.bytes);
    if (phase_ == Phase::idle) enter(Phase::reading, options.header_timeout_ms);
  }
}

base::Task<Response> Connection::answer_in_turn() {
  if (loop_.turns().is_full() && loop_.handler().may_shed(request_)) {
    loop_.counters().shed.fetch_add(1, std::memory_order_relaxed);
    co_return loop_.handler().reject(503, "The server has more requests than it can answer in time.");
  }
  co_await loop_.turns().turn();
  co_return co_await answer();
}

base::Task<Response> Connection::answer() {
  bool out_of_memory = false;
  try {
    co_return co_await loop_.handler().handle(request_);
  } catch (const std::bad_alloc&) {
    base::log::warn("no memory for a request", {{"path", request_.path()}});
    out_of_memory = true;
  } catch (const std::exception& error) {
    base::log::error("a request handler failed", {{"reason", error.what()}, {"path", request_.path()}});
  } catch (...) {
    base::log::error("a request handler failed",
                     {{"reason", "unknown exception"}, {"path", request_.path()}});
  }
  if (out_of_memory) co_return loop_.handler().reject(503, "The server has no memory left for this request.");
  co_return loop_.handler().reject(500, "Something went wrong on our side.");
}

base::Task<bool> Connection::write_response(const Response& response, bool keep_alive) {
  head_.clear();
  append_head(head_, response, {loop_.date(), request_.version(), keep_alive});
  const auto payload = request_.method() == Method::head ? std::string_view() : response.payload();
  const auto& options = loop_.options();
  enter(Phase::writing, options.write_timeout_ms + allowance_ms(payload.size(), options.min_bytes_per_s));
  return write_all(head_, payload);
}

base::Task<bool> Connection::write_all(std::string_view head, std::string_view payload) {
  while (!head.empty() || !payload.empty()) {
    if (cut_) co_return false;
    const std::array<const_buffer, 2> buffers = {const_buffer(head.data(), head.size()),
                                                 const_buffer(payload.data(), payload.size())};
    error_code error;
    std::size_t written = socket_.write_some(buffers, error);
    if (would_block(error)) {
      const IoResult result =
          co_await IoAwaiter([&](auto handler) { socket_.async_write_some(buffers, std::move(handler)); });
      error = result.error;
      written = result.bytes;
    }
    if (error) {
      if (timed_out_) loop_.counters().timed_out.fetch_add(1, std::memory_order_relaxed);
      co_return false;
    }
    const std::size_t of_head = std::min(written, head.size());
    head.remove_prefix(of_head);
    payload.remove_prefix(written - of_head);
  }
  co_return true;
}

base::Task<bool> Connection::reject(int status, std::string_view reason) {
  const Response response = loop_.handler().reject(status, reason);
  if (!co_await write_response(response, false)) co_return false;
  input_.consume(input_.size());
  co_return co_await linger();
}

base::Task<bool> Connection::linger() {
  error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  if (error) co_return false;
  enter(Phase::lingering, kLingerMs);
  std::array<char, 4096> discarded;
  std::size_t total = 0;
  while (!cut_ && !loop_.draining() && total < kMaxLingerBytes) {
    const IoResult read = co_await IoAwaiter(
        [&](auto handler) { socket_.async_read_some(boost::asio::buffer(discarded), std::move(handler)); });
    if (read.error) break;
    total += read.bytes;
  }
  co_return true;
}

void Connection::enter(Phase phase, std::int64_t timeout_ms) {
  phase_ = phase;
  timed_out_ = false;
  deadline_ = timeout_ms < 0 ? SteadyClock::time_point::max() : SteadyClock::now() + milliseconds(timeout_ms);
}

void Connection::check_deadline(SteadyClock::time_point now) {
  if (now < deadline_) return;
  timed_out_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Connection::begin_drain() {
  if (phase_ != Phase::idle && phase_ != Phase::lingering) return;
  if (phase_ == Phase::idle && has_unread()) return;
  error_code ignored;
  socket_.cancel(ignored);
}

bool Connection::has_unread() const {
  error_code error;
  return socket_.available(error) > 0 && !error;
}

void Connection::cut() {
  cut_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Connection::close() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace khoj::api::detail
