// An FP-tree: weighted paths of items that share their beginnings, as arrays. Filled once from a list of paths, then read.
// Its memory is used again by the next fill. Not thread-safe while it is filled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mine/path_list.hpp"

namespace khoj::mine {

class FpTree {
 public:
  /// Makes the tree of `paths`, which are sorted. Item i of them is item `numbers[i]` of the world and occurs `counts[i]`
  /// times. Cost: linear; the paths being sorted, the last path is all that a new one can share its beginning with.
  void fill(std::span<const std::uint32_t> numbers, std::span<const std::uint32_t> counts,
            const PathList& paths);
  void fill(std::span<const std::uint32_t> numbers, std::span<const std::uint32_t> counts,
            const MaskPathList& paths);

  [[nodiscard]] std::uint32_t item_count() const noexcept {
    return static_cast<std::uint32_t>(numbers_.size());
  }
  [[nodiscard]] std::uint32_t number(std::uint32_t item) const noexcept { return numbers_[item]; }
  [[nodiscard]] std::uint32_t count(std::uint32_t item) const noexcept { return counts_[item]; }

  /// A tree keeps no counts of pairs.
  [[nodiscard]] static std::span<const std::uint32_t> pair_counts(std::uint32_t /*item*/) noexcept {
    return {};
  }

  /// Whether no node has two children: then its sets are the subsets of one path.
  [[nodiscard]] bool is_single_path() const noexcept { return single_path_; }

  /// For every node of `item`: begin(its count), step(i) for the items above it, descending, end().
  template <typename Begin, typename Step, typename End>
  void walk(std::uint32_t item, Begin begin, Step step, End end) const {
    for (std::uint32_t node = heads_[item]; node != kRoot; node = nodes_[node].next) {
      begin(nodes_[node].count);
      for (std::uint32_t at = nodes_[node].parent; at != kRoot; at = nodes_[at].parent) step(nodes_[at].item);
      end();
    }
  }

 private:
  static constexpr std::uint32_t kRoot = 0;

  void begin(std::span<const std::uint32_t> numbers, std::span<const std::uint32_t> counts);
  /// Lets `weight` more go along the first `shared` nodes of the last path, and leaves it there.
  void share(std::size_t shared, std::uint32_t weight) noexcept;
  /// Lengthens the last path.
  void extend(std::uint32_t item, std::uint32_t weight);

  struct Node {
    std::uint32_t item;
    std::uint32_t parent;
    std::uint32_t count;
    std::uint32_t next;  ///< Another node of the same item, or kRoot.
  };

  std::vector<Node> nodes_;           ///< [0] is the root.
  std::vector<std::uint32_t> heads_;  ///< Of each item, its last node.
  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint32_t> branch_;  ///< While filling: the nodes of the last path.
  bool single_path_ = true;
};

}  // namespace khoj::mine
