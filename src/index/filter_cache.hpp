// The last filters that were resolved for one segment, by canonical text: a small least-recently-used map. Thread-safe;
// the lock is held only to look up or to insert, never while a filter is resolved.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace khoj::index {

/// The documents that pass a filter.
struct FilterBits {
  std::vector<std::uint64_t> words;
};

class FilterCache {
 public:
  static constexpr std::size_t kCapacity = 64;

  /// Null when it is not there.
  [[nodiscard]] std::shared_ptr<const FilterBits> find(std::string_view canonical);
  void insert(std::string canonical, std::shared_ptr<const FilterBits> bits);

 private:
  struct Entry {
    std::string canonical;
    std::shared_ptr<const FilterBits> bits;
  };
  std::mutex mutex_;
  std::list<Entry> entries_;  ///< Last used first.
};

}  // namespace khoj::index
