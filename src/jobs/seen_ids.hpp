// The ids that an import has met, as 128-bit hashes in one flat table: at most 64 bytes an id, so that a
// million products cost 32 to 64 MB however long their ids are. That two ids share a hash is left out of
// account (one chance in 10^26 at a million). Not thread-safe.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.hpp"

namespace khoj::jobs {

class SeenIds {
 public:
  /// Adds `id`. @return false when it was there.
  bool add(std::string_view id) {
    if ((count_ + 1) * 2 > slots_.size()) grow();
    // The lowest bit is set so that no key is the mark of a free slot.
    return insert({base::hash64(id, 0) | 1U, base::hash64(id, 1)});
  }

  [[nodiscard]] std::size_t size() const noexcept { return count_; }

 private:
  struct Key {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  static constexpr std::size_t kFirstSlots = 1024;

  bool insert(Key key) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = key.high & mask;
    while (slots_[slot] != Key{}) {
      if (slots_[slot] == key) return false;
      slot = (slot + 1) & mask;
    }
    slots_[slot] = key;
    ++count_;
    return true;
  }

  void grow() {
    const auto old =
        std::exchange(slots_, std::vector<Key>(slots_.empty() ? kFirstSlots : slots_.size() * 2));
    count_ = 0;
    for (const Key& key : old) {
      if (key != Key{}) insert(key);
    }
  }

  std::vector<Key> slots_;  ///< A power of two, at most half full.
  std::size_t count_ = 0;
};

}  // namespace khoj::jobs
