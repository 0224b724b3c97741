// A bounded queue of Writes between callers and a lane's thread. When it is full, callers are told at once instead of
// piling up memory. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/postgres/write.hpp"

namespace khoj::adapters::postgres {

class WriteQueue {
 public:
  using Group = std::vector<std::unique_ptr<Write>>;

  /// A write larger than `max_bytes` is still taken when the queue is empty.
  WriteQueue(std::size_t max_writes, std::size_t max_bytes) noexcept
      : max_writes_(max_writes), max_bytes_(max_bytes) {}

  /// Errors: resource_exhausted (full), unavailable (closed). The write is then dropped unanswered.
  base::Status push(std::unique_ptr<Write> write, std::size_t bytes);

  /// Waits, then takes the oldest write, and those behind it that may share its transaction, as long as they have at
  /// most `max_bytes` together. Empty: closed and drained.
  Group take(std::size_t max_bytes);

  /// All that is there now, without waiting.
  Group take_all();

  [[nodiscard]] bool empty() const;

  /// Nothing comes in any more; what is in still comes out.
  void close();

 private:
  struct Entry {
    std::unique_ptr<Write> write;
    std::size_t bytes;
  };

  std::unique_ptr<Write> pop();

  const std::size_t max_writes_;
  const std::size_t max_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Entry> entries_;
  std::size_t bytes_ = 0;
  bool closed_ = false;
};

}  // namespace khoj::adapters::postgres
