// Weighted paths of items, gathered, then sorted for a tree to be filled from. Their memory is used again after clear(). Not
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace khoj::mine {

/// Paths of any items, each ascending.
class PathList {
 public:
  void clear() noexcept {
    items_.clear();
    paths_.clear();
  }
  void push(std::uint32_t item) { items_.push_back(item); }

  /// Ends the path of what was pushed since the last one, which descends and is turned around; an empty one is dropped.
  void end_descending(std::uint32_t weight);

  /// Lexicographically.
  void sort();

  struct Path {
    std::uint64_t key;  ///< The first items, so that most comparisons need no other memory.
    std::uint32_t begin;
    std::uint32_t length;
    std::uint32_t weight;
  };
  [[nodiscard]] const std::vector<Path>& paths() const noexcept { return paths_; }
  [[nodiscard]] std::span<const std::uint32_t> items(const Path& path) const noexcept {
    return std::span(items_).subspan(path.begin, path.length);
  }

 private:
  std::vector<std::uint32_t> items_;
  std::vector<Path> paths_;
};

/// Paths of items below 64: each a word, in which item 0 is the highest bit.
class MaskPathList {
 public:
  struct Path {
    std::uint64_t mask;
    std::uint32_t weight;
  };
  [[nodiscard]] static constexpr std::uint64_t bit(std::uint32_t item) noexcept {
    return std::uint64_t{1} << (63 - item);
  }

  void clear() noexcept { paths_.clear(); }
  void add(std::uint64_t mask, std::uint32_t weight) {
    if (mask != 0) paths_.push_back({mask, weight});
  }

  /// So that paths with a common beginning are neighbours (the greatest word first); equal ones become one.
  /// @param items all items are below. Cost: linear.
  void sort(std::uint32_t items);

  [[nodiscard]] const std::vector<Path>& paths() const noexcept { return paths_; }

 private:
  std::vector<Path> paths_;
  std::vector<Path> other_;  ///< While sorting.
};

}  // namespace khoj::mine
