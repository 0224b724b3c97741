#include "adapters/postgres/write_queue.hpp"

#include <utility>

namespace khoj::adapters::postgres {

base::Status WriteQueue::push(std::unique_ptr<Write> write, std::size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return base::fail(base::ErrorCode::unavailable, "the database is being closed");
    const bool full = entries_.size() >= max_writes_ || (!entries_.empty() && bytes_ + bytes > max_bytes_);
    if (full) {
      return base::fail(base::ErrorCode::resource_exhausted,
                        "{} requests with {} bytes wait for the database already; try again shortly",
                        entries_.size(), bytes_);
    }
    entries_.push_back({std::move(write), bytes});
    bytes_ += bytes;
  }
  wake_.notify_one();
  return {};
}

WriteQueue::Group WriteQueue::take(std::size_t max_bytes) {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return closed_ || !entries_.empty(); });
  Group taken;
  std::size_t taken_bytes = 0;
  while (!entries_.empty()) {
    const auto& next = entries_.front();
    const bool fits = taken.empty() || (next.write->joins() && taken.front()->joins() &&
                                        next.write->tenant() == taken.front()->tenant() &&
                                        taken_bytes + next.bytes <= max_bytes);
    if (!fits) break;
    taken_bytes += next.bytes;
    taken.push_back(pop());
  }
  return taken;
}

WriteQueue::Group WriteQueue::take_all() {
  const std::lock_guard lock(mutex_);
  Group taken;
  while (!entries_.empty()) taken.push_back(pop());
  return taken;
}

bool WriteQueue::empty() const {
  const std::lock_guard lock(mutex_);
  return entries_.empty();
}

void WriteQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake_.notify_all();
}

std::unique_ptr<Write> WriteQueue::pop() {
  auto write = std::move(entries_.front().write);
  bytes_ -= entries_.front().bytes;
  entries_.pop_front();
  return write;
}

}  // namespace khoj::adapters::postgres
