// Lets a base::Task await one Asio operation. Internal to http/. The operation completes on the loop's
// thread, never inside the call that starts it, and resumes the coroutine there.
#pragma once

#include <coroutine>
#include <cstddef>
#include <utility>

#include <boost/system/error_code.hpp>

namespace khoj::api::detail {

struct IoResult {
  boost::system::error_code error;
  std::size_t bytes = 0;
};

/// `start(handler)` begins the operation; `handler(error_code, bytes)` ends it.
template <typename Start>
class IoAwaiter {
 public:
  explicit IoAwaiter(Start start) : start_(std::move(start)) {}
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    start_([this, waiting](boost::system::error_code error, std::size_t bytes) {
      result_ = {error, bytes};
      waiting.resume();
    });
  }
  IoResult await_resume() const noexcept { return result_; }

 private:
  Start start_;
  IoResult result_;
};

}  // namespace khoj::api::detail
