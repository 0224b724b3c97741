#include "mine/path_list.hpp"

#include <algorithm>
#include <array>

namespace khoj::mine {

void PathList::end_descending(std::uint32_t weight) {
  const std::size_t begin = paths_.empty() ? 0 : paths_.back().begin + paths_.back().length;
  const std::size_t length = items_.size() - begin;
  if (length == 0) return;
  std::reverse(items_.begin() + static_cast<std::ptrdiff_t>(begin), items_.end());
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < 4; ++i)
    key = key << 16U | (i < length ? std::min<std::uint32_t>(items_[begin + i] + 1, 0xFFFF) : 0);
  paths_.push_back({key, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(length), weight});
}

void PathList::sort() {
  std::sort(paths_.begin(), paths_.end(), [this](const Path& a, const Path& b) {
    if (a.key != b.key) return a.key < b.key;
    const auto left = items(a);
    const auto right = items(b);
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
  });
}

void MaskPathList::sort(std::uint32_t items) {
  constexpr std::size_t kFew = 400;  // Below, comparing is faster than counting.
  constexpr std::uint32_t kDigitBits = 11;
  if (paths_.size() < kFew) {
    std::sort(paths_.begin(), paths_.end(), [](const Path& a, const Path& b) { return a.mask > b.mask; });
  } else {
    for (std::uint32_t shift = 64 - items; shift < 64; shift += kDigitBits) {
      const auto digit = [&](const Path& path) { return ~(path.mask >> shift) & ((1U << kDigitBits) - 1); };
      std::array<std::uint32_t, (1U << kDigitBits)> places{};
      for (const auto& path : paths_) ++places[digit(path)];
      std::uint32_t sum = 0;
      for (auto& place : places) {
        sum += place;
        place = sum - place;
      }
      other_.resize(paths_.size());
      for (const auto& path : paths_) other_[places[digit(path)]++] = path;
      paths_.swap(other_);
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 1; i < paths_.size(); ++i) {
    if (paths_[i].mask == paths_[kept].mask) {
      paths_[kept].weight += paths_[i].weight;
    } else {
      paths_[++kept] = paths_[i];
    }
  }
  if (!paths_.empty()) paths_.resize(kept + 1);
}

}  // namespace khoj::mine
