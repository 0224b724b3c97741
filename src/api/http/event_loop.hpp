// One event loop: a thread, an io_context, and the connections that live on it. Continuations of our Tasks
// come back to it through base::Executor. Internal to http/: includes Asio. Everything but start,
// begin_drain, cut, join, adopt and the counters is for the loop's own thread.
#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/http/handler.hpp"
#include "api/http/server.hpp"
#include "api/http/turn_queue.hpp"
#include "base/clock.hpp"
#include "base/executor.hpp"

namespace khoj::api::detail {

using Context = boost::asio::io_context;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Context::executor_type>;
using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Context::executor_type>;

class Connection;

/// Counters that all loops share.
struct Counters {
  std::atomic<std::uint64_t> open{0};
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> timed_out{0};
  std::atomic<std::uint64_t> shed{0};
};

class EventLoop final : public base::Executor {
 public:
  EventLoop(const ServerOptions& options, Handler& handler, Counters& counters);
  ~EventLoop() override;

  void start();
  void post(std::coroutine_handle<> continuation) override;

  /// Takes a socket of this loop's context over. With `refuse` it is only told that the server is full.
  void adopt(Socket socket, bool refuse);
  /// No connection is kept alive any more; the loop ends when the last one is gone.
  void begin_drain();
  /// Cancels whatever the connections wait for.
  void cut();
  void join();

  [[nodiscard]] Context& context() noexcept { return context_; }
  [[nodiscard]] std::size_t connections() const noexcept {
    return connection_count_.load(std::memory_order_relaxed);
  }

  // For the loop's connections.
  [[nodiscard]] const ServerOptions& options() const noexcept { return options_; }
  [[nodiscard]] Handler& handler() noexcept { return handler_; }
  [[nodiscard]] Counters& counters() noexcept { return counters_; }
  [[nodiscard]] TurnQueue& turns() noexcept { return turns_; }
  [[nodiscard]] bool draining() const noexcept { return draining_; }
  /// The Date header's value, renewed once a second.
  [[nodiscard]] std::string_view date() const noexcept { return date_; }

 private:
  void tick();
  void run();
  void serve(Socket socket, bool refuse);
  /// A connection counts no longer.
  void forget() noexcept;
  void finish_if_idle();

  const ServerOptions& options_;
  Handler& handler_;
  Counters& counters_;
  Context context_{1};
  Timer timer_{context_};
  TurnQueue turns_{context_, options_.max_queue_ms};
  std::list<std::unique_ptr<Connection>> connections_;
  std::atomic<std::size_t> connection_count_{0};
  bool draining_ = false;
  bool ending_ = false;
  std::string date_;
  std::int64_t date_second_ = 0;
  std::thread thread_;
};

}  // namespace khoj::api::detail
