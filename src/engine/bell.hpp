// A Bell wakes one thread that waits for work. Whoever rings may outlive it: hold it by shared_ptr. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace khoj::engine {

class Bell {
 public:
  void ring() {
    const std::lock_guard lock(mutex_);
    rung_ = true;
    condition_.notify_all();
  }

  /// Waits for a ring since the last wait, at most `timeout_ms`, or a stop that is followed by a ring.
  void wait(std::int64_t timeout_ms, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                        [&] { return rung_ || stop.stop_requested(); });
    rung_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool rung_ = false;
};

}  // namespace khoj::engine
