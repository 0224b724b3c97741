#include "adapters/sqlite/request_queue.hpp"

#include <utility>

namespace khoj::adapters::sqlite {

base::Status RequestQueue::push(std::unique_ptr<Request> request, std::size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return base::fail(base::ErrorCode::unavailable, "the database is being closed");
    const bool full = entries_.size() >= max_requests_ || (!entries_.empty() && bytes_ + bytes > max_bytes_);
    if (full) {
      return base::fail(base::ErrorCode::resource_exhausted,
                        "{} requests with {} bytes wait for the database already; try again shortly",
                        entries_.size(), bytes_);
    }
    entries_.push_back({std::move(request), bytes});
    bytes_ += bytes;
  }
  wake_.notify_one();
  return {};
}

std::vector<std::unique_ptr<Request>> RequestQueue::take(std::size_t max_bytes) {
  std::unique_lock lock(mutex_);
  wait(lock);
  std::vector<std::unique_ptr<Request>> taken;
  std::size_t taken_bytes = 0;
  while (!entries_.empty() && (taken.empty() || taken_bytes + entries_.front().bytes <= max_bytes)) {
    taken_bytes += entries_.front().bytes;
    taken.push_back(pop());
  }
  return taken;
}

std::unique_ptr<Request> RequestQueue::take_one() {
  std::unique_lock lock(mutex_);
  wait(lock);
  return entries_.empty() ? nullptr : pop();
}

void RequestQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake_.notify_all();
}

void RequestQueue::wait(std::unique_lock<std::mutex>& lock) {
  wake_.wait(lock, [this] { return closed_ || !entries_.empty(); });
}

std::unique_ptr<Request> RequestQueue::pop() {
  auto request = std::move(entries_.front().request);
  bytes_ -= entries_.front().bytes;
  entries_.pop_front();
  return request;
}

}  // namespace khoj::adapters::sqlite
