// Task<T>: our coroutine type. Lazy (it starts when awaited), single-consumer, move-only. Ports to the outside
// return Task<Result<T>>; an exception that escapes a Task is rethrown to its awaiter.
//
//   base::Task<base::Result<int>> answer(Store& store) {
//     KHOJ_CO_ASSIGN(auto product, co_await store.get(tenant, "B01"));
//     co_return product.stock;
//   }
//
// Not thread-safe: one thread at a time drives a Task. Work that finishes elsewhere comes back through Executor.
#pragma once

#include <condition_variable>
#include <coroutine>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>

#include "base/executor.hpp"

namespace khoj::base {

template <typename T>
class [[nodiscard]] Task;

namespace detail {

struct TaskPromiseBase {
  std::coroutine_handle<> continuation;

  struct FinalAwaiter {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <typename Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) noexcept {
      const auto next = self.promise().continuation;
      return next ? next : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
  [[nodiscard]] FinalAwaiter final_suspend() const noexcept { return {}; }
};

template <typename T>
struct TaskPromise : TaskPromiseBase {
  std::variant<std::monostate, T, std::exception_ptr> outcome;

  Task<T> get_return_object() noexcept;
  void unhandled_exception() noexcept { outcome.template emplace<2>(std::current_exception()); }
  template <typename U>
  void return_value(U&& value) {
    outcome.template emplace<1>(std::forward<U>(value));
  }
  T take() {
    if (outcome.index() == 2) std::rethrow_exception(std::get<2>(outcome));
    return std::move(std::get<1>(outcome));
  }
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
  std::exception_ptr error;

  Task<void> get_return_object() noexcept;
  void unhandled_exception() noexcept { error = std::current_exception(); }
  void return_void() const noexcept {}
  void take() const {
    if (error) std::rethrow_exception(error);
  }
};

}  // namespace detail

template <typename T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::TaskPromise<T>;

  Task() noexcept = default;
  explicit Task(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      if (handle_) handle_.destroy();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  /// Starts the task; the awaiting coroutine resumes when it has finished, with its value.
  auto operator co_await() && noexcept {
    struct Awaiter {
      std::coroutine_handle<promise_type> handle;
      [[nodiscard]] bool await_ready() const noexcept { return handle.done(); }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) noexcept {
        handle.promise().continuation = waiting;
        return handle;
      }
      T await_resume() { return handle.promise().take(); }
    };
    return Awaiter{handle_};
  }

 private:
  std::coroutine_handle<promise_type> handle_ = nullptr;
};

namespace detail {

template <typename T>
Task<T> TaskPromise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<TaskPromise<T>>::from_promise(*this));
}
inline Task<void> TaskPromise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<TaskPromise<void>>::from_promise(*this));
}

/// A coroutine that nobody awaits: it destroys itself at its end.
struct Detached {
  struct promise_type {
    Detached get_return_object() const noexcept { return {}; }
    [[nodiscard]] std::suspend_never initial_suspend() const noexcept { return {}; }
    [[nodiscard]] std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }
  };
};

}  // namespace detail

/// Starts `task` now and calls `on_done(std::exception_ptr, std::optional<T>)` when it ends, on whichever executor
/// it ended on. `on_done` must not throw. This is how an event loop of another library runs our tasks.
template <typename T, typename OnDone>
detail::Detached spawn(Task<T> task, OnDone on_done) {
  std::optional<T> value;
  std::exception_ptr error;
  try {
    value.emplace(co_await std::move(task));
  } catch (...) {
    error = std::current_exception();
  }
  on_done(error, std::move(value));
}

/// An executor that runs in the thread that waits on it: for programs without an event loop, and for tests.
class WaitingExecutor final : public Executor {
 public:
  void post(std::coroutine_handle<> continuation) override {
    const std::lock_guard lock(mutex_);
    ready_.push_back(continuation);
    wake_.notify_one();
  }

  /// Runs continuations until `done` is true. `done` changes only on this thread.
  void run_until(const bool& done) {
    while (!done) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return !ready_.empty(); });
      const auto next = ready_.front();
      ready_.pop_front();
      lock.unlock();
      next.resume();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::coroutine_handle<>> ready_;
};

/// Blocks the calling thread until `task` has finished and returns its value. Never call it on an event loop.
template <typename T>
T sync_wait(Task<T> task) {
  WaitingExecutor executor;
  const Executor::Scope scope(&executor);
  bool done = false;
  std::optional<T> value;
  std::exception_ptr error;
  spawn(std::move(task), [&](std::exception_ptr thrown, std::optional<T> result) {
    error = thrown;
    value = std::move(result);
    done = true;
  });
  executor.run_until(done);
  if (error) std::rethrow_exception(error);
  return std::move(*value);
}

/// A result that some other thread will deliver, awaited once by one coroutine. The awaiting coroutine resumes on the
/// executor that was current when it suspended. The channel must outlive both sides: keep it in a shared_ptr.
///
///   auto channel = std::make_shared<OneShot<int>>();
///   worker.push([channel] { channel->set(42); });
///   int answer = co_await *channel;
template <typename T>
class OneShot {
 public:
  /// Delivers the value and resumes the waiter, if there is one already. Call it exactly once, from any thread.
  void set(T value) {
    std::coroutine_handle<> waiter;
    Executor* executor = nullptr;
    {
      const std::lock_guard lock(mutex_);
      value_.emplace(std::move(value));
      waiter = waiter_;
      executor = executor_;
    }
    if (waiter) executor->post(waiter);
  }

  auto operator co_await() noexcept {
    struct Awaiter {
      OneShot& channel;
      [[nodiscard]] bool await_ready() const noexcept { return false; }
      bool await_suspend(std::coroutine_handle<> waiting) {
        const std::lock_guard lock(channel.mutex_);
        if (channel.value_) return false;
        channel.waiter_ = waiting;
        channel.executor_ = Executor::current();
        if (channel.executor_ == nullptr) std::terminate();  // A task outside every executor: a bug of ours.
        return true;
      }
      T await_resume() { return std::move(*channel.value_); }
    };
    return Awaiter{*this};
  }

 private:
  std::mutex mutex_;
  std::optional<T> value_;
  std::coroutine_handle<> waiter_;
  Executor* executor_ = nullptr;
};

}  // namespace khoj::base
