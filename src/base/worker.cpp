#include "base/worker.hpp"

namespace khoj::base {

Worker::Worker(std::size_t max_waiting)
    : max_waiting_(max_waiting), thread_([this](const std::stop_token& stop) { loop(stop); }) {}

Status Worker::push(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= max_waiting_)
      return fail(ErrorCode::resource_exhausted, "{} others wait for this already", waiting_.size());
    waiting_.push_back(std::move(task));
  }
  wake_.notify_one();
  return {};
}

void Worker::loop(const std::stop_token& stop) {
  for (;;) {
    std::unique_lock lock(mutex_);
    if (!wake_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
    const auto task = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    task();
  }
}

}  // namespace khoj::base
