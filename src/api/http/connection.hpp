// One client's connection: reads requests, has them answered, writes the answers, one after the other, until
// either side has had enough. Lives on one event loop and is touched only by its thread. Internal to http/.
#pragma once

#include <cstdint>
#include <string>

#include <boost/beast/core/flat_buffer.hpp>

#include "api/http/event_loop.hpp"
#include "api/http/request_parser.hpp"
#include "base/task.hpp"

namespace khoj::api::detail {

class Connection {
 public:
  Connection(EventLoop& loop, Socket socket);

  /// Serves the connection to its end. The returned Task ends when the socket is closed.
  base::Task<bool> serve();
  /// Says that the server is full, and closes.
  base::Task<bool> refuse();

  /// Cancels what the connection waits for when its time is up. Called now and then by the loop.
  void check_deadline(base::SteadyClock::time_point now);
  /// Closes the connection if it waits for a next request; otherwise the response under way will be its last.
  void begin_drain();
  void cut();

 private:
  enum class Phase { idle, reading, handling, writing, lingering };
  enum class ReadOutcome { complete, rejected, closed };

  base::Task<ReadOutcome> read_request();
  base::Task<bool> write_response(const Response& response, bool keep_alive);
  base::Task<bool> write_all(std::string_view head, std::string_view payload);
  base::Task<bool> reject(int status, std::string_view reason);
  base::Task<bool> linger();
  base::Task<Response> answer();
  base::Task<Response> answer_in_turn();
  void enter(Phase phase, std::int64_t timeout_ms);
  bool has_unread() const;
  void close();

  EventLoop& loop_;
  Socket socket_;
  boost::beast::flat_buffer input_;
  Request request_;
  RequestParser parser_;
  std::string head_;  ///< Of the response; kept for its capacity.
  Phase phase_ = Phase::idle;
  base::SteadyClock::time_point deadline_ = base::SteadyClock::time_point::max();
  bool timed_out_ = false;
  bool cut_ = false;
};

}  // namespace khoj::api::detail
