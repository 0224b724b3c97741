// A bounded queue of Requests between callers and the database's threads. When it is full, callers are told
// at once instead of piling up memory. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/sqlite/request.hpp"

namespace khoj::adapters::sqlite {

class RequestQueue {
 public:
  /// A request larger than `max_bytes` is still taken when the queue is empty.
  RequestQueue(std::size_t max_requests, std::size_t max_bytes) noexcept
      : max_requests_(max_requests), max_bytes_(max_bytes) {}

  /// Errors: resource_exhausted (full), unavailable (closed). The request is then dropped unanswered.
  base::Status push(std::unique_ptr<Request> request, std::size_t bytes);

  /// Waits, then takes the oldest requests, at least one and as long as they have at most `max_bytes`
  /// together. Empty: closed and drained.
  std::vector<std::unique_ptr<Request>> take(std::size_t max_bytes);

  /// Waits, then takes the oldest request. Null: closed and drained.
  std::unique_ptr<Request> take_one();

  /// Nothing comes in any more; what is in still comes out.
  void close();

 private:
  struct Entry {
    std::unique_ptr<Request> request;
    std::size_t bytes;
  };

  /// Waits until there is something to take, or nothing will ever be.
  void wait(std::unique_lock<std::mutex>& lock);
  std::unique_ptr<Request> pop();

  const std::size_t max_requests_;
  const std::size_t max_bytes_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Entry> entries_;
  std::size_t bytes_ = 0;
  bool closed_ = false;
};

}  // namespace khoj::adapters::sqlite
