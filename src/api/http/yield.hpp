// Gives other work of the same event loop its turn: `co_await Yield{};` inside a Task.
#pragma once

#include <coroutine>

#include "base/executor.hpp"

namespace khoj::api {

struct Yield {
  [[nodiscard]] bool await_ready() const noexcept { return base::Executor::current() == nullptr; }
  void await_suspend(std::coroutine_handle<> waiting) const { base::Executor::current()->post(waiting); }
  void await_resume() const noexcept {}
};

}  // namespace khoj::api
