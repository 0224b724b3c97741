#include "index/filter_cache.hpp"

namespace khoj::index {

std::shared_ptr<const FilterBits> FilterCache::find(std::string_view canonical) {
  const std::lock_guard lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    if (entry->canonical == canonical) {
      entries_.splice(entries_.begin(), entries_, entry);
      return entries_.front().bits;
    }
  }
  return nullptr;
}

void FilterCache::insert(std::string canonical, std::shared_ptr<const FilterBits> bits) {
  std::list<Entry> fresh;
  fresh.push_back({std::move(canonical), std::move(bits)});
  std::list<Entry> dropped;  // Freed after the lock.
  const std::lock_guard lock(mutex_);
  entries_.splice(entries_.begin(), fresh);
  if (entries_.size() > kCapacity) dropped.splice(dropped.begin(), entries_, std::prev(entries_.end()));
}

}  // namespace khoj::index
