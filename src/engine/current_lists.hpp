// Recommendations that are the same for everybody (what is trending, what is rated best), kept for those who ask the same
// before anything has happened in the shop: a home page has seven such lists. Lives in a Memo, and so for a second at most.
// Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/remembered_search.hpp"

namespace khoj::engine {

class CurrentLists {
 public:
  using List = std::shared_ptr<const RememberedSearch>;

  /// @param changes  LiveSignals::changes() of now: null where it was another one when the list was made.
  [[nodiscard]] List find(std::string_view question, std::uint64_t changes) {
    const std::lock_guard lock(mutex_);
    const auto known = lists_.find(question);
    return known != lists_.end() && known->second.changes == changes ? known->second.list : nullptr;
  }

  /// @param changes  as it was before the list was made.
  void insert(std::string question, std::uint64_t changes, List list) {
    const std::lock_guard lock(mutex_);
    if (lists_.size() >= kMost) lists_.clear();
    lists_.insert_or_assign(std::move(question), Kept{changes, std::move(list)});
  }

 private:
  static constexpr std::size_t kMost = 256;

  struct Kept {
    std::uint64_t changes;
    List list;
  };

  std::mutex mutex_;
  std::map<std::string, Kept, std::less<>> lists_;
};

}  // namespace khoj::engine
