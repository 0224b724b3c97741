// Holds the LiveState of now. Thread-safe; its lock is held for a pointer's copy.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "engine/live_state.hpp"

namespace khoj::engine {

class LiveCell {
 public:
  explicit LiveCell(LiveState first) : live_(std::make_shared<const LiveState>(std::move(first))) {}

  [[nodiscard]] std::shared_ptr<const LiveState> current() const {
    const std::lock_guard lock(mutex_);
    return live_;
  }

  /// Publishes a copy of the live state after `change` has been made to it. Other changes wait meanwhile.
  template <typename Change>
  void update(Change change) {
    std::shared_ptr<const LiveState> before;  // Destroyed, perhaps with a whole snapshot, after the lock.
    auto labels = std::make_shared<const FacetLabels>();
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<LiveState>(*live_);
    ++next->number;
    next->labels = std::move(labels);
    change(*next);
    before = std::exchange(live_, std::move(next));
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const LiveState> live_;
};

}  // namespace khoj::engine
