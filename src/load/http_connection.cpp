#include "load/http_connection.hpp"

#include <chrono>

#include <boost/asio/buffer.hpp>

namespace khoj::load {
namespace {

namespace asio = boost::asio;
using Code = boost::system::error_code;

constexpr std::chrono::milliseconds kRetryPause{50};

}  // namespace

HttpConnection::HttpConnection(asio::io_context& io, asio::ip::tcp::endpoint endpoint, const Events& events)
    : socket_(io), endpoint_(std::move(endpoint)), retry_(io), events_(events) {}

void HttpConnection::connect() {
  const auto generation = ++generation_;
  Code ignored;
  socket_.close(ignored);
  socket_.async_connect(endpoint_, [this, generation](Code code) {
    if (generation != generation_) return;
    if (!code) socket_.non_blocking(true, code);
    if (code) {
      events_.on_connect_failed();
      reconnect();
      return;
    }
    Code no_delay_failed;  // Slower, but not wrong.
    socket_.set_option(asio::ip::tcp::no_delay(true), no_delay_failed);
    events_.on_ready(*this);
  });
}

void HttpConnection::reconnect() {
  const auto generation = ++generation_;
  Code ignored;
  socket_.close(ignored);
  retry_.expires_after(kRetryPause);
  retry_.async_wait([this, generation](Code code) {
    if (!code && generation == generation_) connect();
  });
}

void HttpConnection::send(std::string request, TimePoint due, TimePoint expires) {
  request_ = std::move(request);
  written_ = 0;
  due_ = due;
  expires_ = expires;
  busy_ = true;
  parser_.reset();
  write_rest();
  if (busy_) read_some();
}

void HttpConnection::write_rest() {
  // Nearly every request fits into the socket's buffer: writing at once saves a turn of the event loop.
  Code code;
  written_ += socket_.write_some(asio::buffer(request_.data() + written_, request_.size() - written_), code);
  if (code && code != asio::error::would_block && code != asio::error::try_again) {
    fail("closed");
    return;
  }
  if (written_ == request_.size()) return;
  socket_.async_wait(asio::socket_base::wait_write, [this, generation = generation_](Code wait_code) {
    if (generation != generation_ || !busy_) return;
    if (wait_code) {
      fail("closed");
    } else {
      write_rest();
    }
  });
}

void HttpConnection::read_some() {
  socket_.async_read_some(
      asio::buffer(buffer_), [this, generation = generation_](Code code, std::size_t size) {
        if (generation != generation_) return;
        events_.on_received(size);
        if (size > 0) {
          handle(parser_.feed({buffer_.data(), size}));
        } else if (code == asio::error::eof && parser_.finish() == ResponseParser::State::complete) {
          handle(ResponseParser::State::complete);
        } else {
          fail("closed");
        }
      });
}

void HttpConnection::handle(ResponseParser::State state) {
  switch (state) {
    case ResponseParser::State::reading: read_some(); return;
    case ResponseParser::State::malformed: fail("malformed"); return;
    case ResponseParser::State::complete: break;
  }
  // An answer before the whole request was sent (413, say) leaves the connection in the middle of it.
  const bool reusable = parser_.keep_alive() && written_ == request_.size();
  const int status = parser_.status();
  busy_ = false;
  events_.on_done(*this, {.error = {}, .status = status});
  if (reusable) {
    events_.on_ready(*this);
  } else {
    connect();
  }
}

void HttpConnection::fail(std::string_view kind) {
  busy_ = false;
  const auto generation = generation_;
  events_.on_done(*this, {.error = kind, .status = 0});
  if (generation == generation_) connect();
}

void HttpConnection::expire(TimePoint now) {
  if (busy_ && now >= expires_) fail("timeout");
}

void HttpConnection::abandon() {
  ++generation_;
  busy_ = false;
  Code ignored;
  socket_.close(ignored);
  retry_.cancel();
}

}  // namespace khoj::load
