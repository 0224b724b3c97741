// A hash map that forgets what was longest unused when it is full. Not thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <unordered_map>
#include <utility>

namespace khoj::signals {

template <typename Key, typename Value, typename Hash = std::hash<Key>, typename Equal = std::equal_to<>>
class BoundedMap {
 public:
  explicit BoundedMap(std::size_t most) : most_(most) {}

  /// nullptr: not there. What is found counts as used.
  template <typename Wanted>
  Value* find(const Wanted& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  /// The value of `key`, made anew when it is not there. The reference holds until the next get().
  Value& get(const Key& key) {
    if (Value* known = find(key)) return *known;
    if (entries_.size() >= most_) {
      places_.erase(entries_.back().first);
      entries_.pop_back();
      ++forgotten_;
    }
    entries_.emplace_front(key, Value{});
    places_.emplace(key, entries_.begin());
    return entries_.front().second;
  }

  void erase(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return;
    entries_.erase(found->second);
    places_.erase(found);
  }

  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  /// How many were forgotten for others.
  [[nodiscard]] std::size_t forgotten() const noexcept { return forgotten_; }

 private:
  using Entries = std::list<std::pair<Key, Value>>;

  std::size_t most_;
  std::size_t forgotten_ = 0;
  Entries entries_;  ///< The latest used first.
  std::unordered_map<Key, typename Entries::iterator, Hash, Equal> places_;
};

}  // namespace khoj::signals
