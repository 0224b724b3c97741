// A Worker is one thread for what blocks a little, such as a look at files, so that an event loop need not: tasks in the
// order in which they come. Thread-safe. Its end finishes what waits.
//
//   KHOJ_CO_ASSIGN(const auto list, co_await worker.run([store] { return store.list(); }));
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>

#include "base/result.hpp"
#include "base/task.hpp"

namespace khoj::base {

class Worker {
 public:
  /// @param max_waiting further tasks are refused.
  explicit Worker(std::size_t max_waiting = 64);
  ~Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Runs `work`, a `base::Result<T>()`, on the thread. Errors: those of `work`; resource_exhausted (too many wait, or no
  /// memory), internal (it threw).
  template <typename Work, typename Returned = std::invoke_result_t<Work&>>
  Task<Returned> run(Work work) {
    const auto answer = std::make_shared<OneShot<Returned>>();
    KHOJ_CO_TRY(push([work = std::move(work), answer]() mutable { answer->set(guarded<Returned>(work)); }));
    co_return co_await *answer;
  }

 private:
  template <typename Returned, typename Work>
  static Returned guarded(Work& work) {
    try {
      return work();
    } catch (const std::bad_alloc&) {
      return fail(ErrorCode::resource_exhausted, "there is no memory left for this");
    } catch (const std::exception& thrown) {
      return fail(ErrorCode::internal, "it threw: {}", thrown.what());
    }
  }

  Status push(std::function<void()> task);
  void loop(const std::stop_token& stop);

  const std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<std::function<void()>> waiting_;
  std::jthread thread_;  ///< Last: it ends before the rest.
};

}  // namespace khoj::base
