// Requests that have been read wait here for their turn on one event loop. Reading goes on between the turns, so that the
// loop knows how much work has come, and can refuse at once what it could only answer late: under overload those who are
// let in are answered in bounded time, and the rest learn at once that they shall come back. Internal to http/; for the
// loop's own thread.
#pragma once

#include <chrono>
#include <coroutine>
#include <deque>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "base/clock.hpp"

namespace khoj::api::detail {

class TurnQueue {
 public:
  /// @param max_wait_ms  a request that would have to wait longer shall be refused.
  TurnQueue(boost::asio::io_context& context, std::int64_t max_wait_ms) noexcept
      : context_(context), max_wait_(std::chrono::milliseconds(max_wait_ms)) {}

  /// Whether a request that came now would have to wait too long.
  [[nodiscard]] bool is_full() const noexcept {
    return mean_turn_ * static_cast<double>(waiting_.size()) > max_wait_;
  }

  /// `co_await queue.turn();` goes on when it is this coroutine's turn.
  [[nodiscard]] auto turn() noexcept {
    struct Awaiter {
      TurnQueue& queue;
      [[nodiscard]] bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> waiting) const { queue.add(waiting); }
      void await_resume() const noexcept {}
    };
    return Awaiter{*this};
  }

 private:
  using Duration = std::chrono::duration<double>;
  /// How much the newest turn counts in the mean.
  static constexpr double kNewest = 1.0 / 16.0;

  void add(std::coroutine_handle<> waiting) {
    waiting_.push_back(waiting);
    if (waiting_.size() > 1 || running_) return;
    try {
      schedule();
    } catch (
        ...) {  // No memory: the coroutine goes on with the exception, and must not be resumed later, too.
      waiting_.pop_back();
      throw;
    }
  }

  /// Behind what the loop already has to do: the sockets that are ready are read first.
  void schedule() {
    boost::asio::post(context_, [this] { run_next(); });
  }

  void run_next() {
    const auto next = waiting_.front();
    waiting_.pop_front();
    const auto began = base::SteadyClock::now();
    running_ = true;
    next.resume();
    running_ = false;
    const Duration took = base::SteadyClock::now() - began;
    mean_turn_ = mean_turn_ == Duration::zero() ? took : mean_turn_ + (took - mean_turn_) * kNewest;
    if (!waiting_.empty()) schedule();
  }

  boost::asio::io_context& context_;
  const Duration max_wait_;
  std::deque<std::coroutine_handle<>> waiting_;
  Duration mean_turn_ = Duration::zero();
  bool running_ =
      false;  ///< A turn that ends with the next request of its connection schedules nothing itself.
};

}  // namespace khoj::api::detail
