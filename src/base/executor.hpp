// An Executor runs coroutine continuations on a thread of its own choosing: an event loop, or the thread inside
// sync_wait. Whoever suspends a Task on outside work remembers Executor::current() and posts the continuation
// there when the work is done, so that a request always resumes on the loop that it started on.
#pragma once

#include <coroutine>

namespace khoj::base {

class Executor {
 public:
  virtual ~Executor() = default;

  /// Resumes `continuation` soon, on this executor. Callable from any thread. Never resumes inline.
  virtual void post(std::coroutine_handle<> continuation) = 0;

  /// The executor of the calling thread, or nullptr outside of one.
  static Executor* current() noexcept { return current_; }

  /// Makes an executor current for a scope: an event loop's thread holds one of these while it runs.
  class Scope {
   public:
    explicit Scope(Executor* executor) noexcept : previous_(current_) { current_ = executor; }
    ~Scope() { current_ = previous_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Executor* previous_;
  };

 private:
  static thread_local Executor* current_;
};

}  // namespace khoj::base
