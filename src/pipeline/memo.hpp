// What stages work out of a whole catalogue now and then, and not for every request: the cheapest hundred, the shares of
// categories. Each piece is made by the first request that needs it and used for a second, whatever changes meanwhile: so
// it must name products by ItemId, and its user must look whether they are still there. Thread-safe.
#pragma once

#include <any>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace khoj::pipeline {

class Memo {
 public:
  /// The piece called `name`, or what `make()`, a T, gives for it. Two requests may make the same one at the same time.
  template <typename T, typename Make>
  std::shared_ptr<const T> get(std::string_view name, Make make) {
    const auto now = base::SteadyClock::now();
    {
      const std::lock_guard lock(mutex_);
      const auto known = pieces_.find(name);
      if (known != pieces_.end() && now - known->second.made < kKept)
        return std::any_cast<std::shared_ptr<const T>>(known->second.value);
    }
    auto made = std::make_shared<const T>(make());
    const std::lock_guard lock(mutex_);
    if (pieces_.size() >= kMost) pieces_.clear();
    pieces_.insert_or_assign(std::string(name), Piece{now, made});
    return made;
  }

 private:
  static constexpr auto kKept = std::chrono::seconds(1);
  static constexpr std::size_t kMost = 1'000;

  struct Piece {
    base::SteadyClock::time_point made;
    std::any value;
  };

  std::mutex mutex_;
  std::map<std::string, Piece, std::less<>> pieces_;
};

}  // namespace khoj::pipeline
