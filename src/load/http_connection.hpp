// One keep-alive connection of the benchmark: sends a request, reads the response, says how it went, and
// connects again when it has to. Belongs to one io_context and its thread. Private to load/: the only header
// here with Asio in it.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/clock.hpp"
#include "load/response_parser.hpp"

namespace khoj::load {

class HttpConnection {
 public:
  using TimePoint = base::SteadyClock::time_point;

  /// How a request ended: `error` names the kind of failure and is empty for an answer, which may be any
  /// status.
  struct Outcome {
    std::string_view error;
    int status = 0;
  };
  struct Events {
    std::function<void(HttpConnection&)> on_ready;          ///< Connected and free.
    std::function<void(HttpConnection&, Outcome)> on_done;  ///< The request has ended; on_ready follows.
    std::function<void()> on_connect_failed;                ///< Tried again after a while.
    std::function<void(std::size_t)> on_received;           ///< Bytes, for the count.
  };

  HttpConnection(boost::asio::io_context& io, boost::asio::ip::tcp::endpoint endpoint, const Events& events);

  void connect();
  /// REQUIRES: ready. `request` is sent as it is; `due` and `expires` are kept for the caller.
  void send(std::string request, TimePoint due, TimePoint expires);
  /// Gives up on the request under way if it has expired: on_done("timeout"), and a new connection.
  void expire(TimePoint now);
  /// Drops everything without a word.
  void abandon();

  [[nodiscard]] bool busy() const noexcept { return busy_; }
  [[nodiscard]] TimePoint due() const noexcept { return due_; }
  /// The buffer of the last request, for reuse.
  [[nodiscard]] std::string take_buffer() noexcept { return std::move(request_); }

 private:
  void write_rest();
  void read_some();
  void handle(ResponseParser::State state);
  void fail(std::string_view kind);
  void reconnect();

  boost::asio::ip::tcp::socket socket_;
  boost::asio::ip::tcp::endpoint endpoint_;
  boost::asio::steady_timer retry_;
  const Events& events_;
  ResponseParser parser_;
  std::string request_;
  std::size_t written_ = 0;
  std::array<char, 16'384> buffer_;
  TimePoint due_{};
  TimePoint expires_{};
  std::uint64_t generation_ = 0;  // Handlers of a closed socket find another one and do nothing.
  bool busy_ = false;
};

}  // namespace khoj::load
