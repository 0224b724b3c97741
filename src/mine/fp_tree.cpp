#include "mine/fp_tree.hpp"

#include <algorithm>
#include <bit>

namespace khoj::mine {

void FpTree::begin(std::span<const std::uint32_t> numbers, std::span<const std::uint32_t> counts) {
  numbers_.assign(numbers.begin(), numbers.end());
  counts_.assign(counts.begin(), counts.end());
  heads_.assign(numbers.size(), kRoot);
  nodes_.assign(1, {});
  branch_.clear();
  single_path_ = true;
}

void FpTree::share(std::size_t shared, std::uint32_t weight) noexcept {
  for (std::size_t i = 0; i < shared; ++i) nodes_[branch_[i]].count += weight;
  branch_.resize(shared);
}

void FpTree::extend(std::uint32_t item, std::uint32_t weight) {
  const auto node = static_cast<std::uint32_t>(nodes_.size());
  const std::uint32_t parent = branch_.empty() ? kRoot : branch_.back();
  if (parent + 1 != node) single_path_ = false;
  nodes_.push_back({item, parent, weight, heads_[item]});
  heads_[item] = node;
  branch_.push_back(node);
}

void FpTree::fill(std::span<const std::uint32_t> numbers, std::span<const std::uint32_t> counts,
                  const PathList& paths) {
  begin(numbers, counts);
  std::span<const std::uint32_t> last;
  for (const auto& path : paths.paths()) {
    const auto items = paths.items(path);
    const auto shared = static_cast<std::size_t>(
        std::mismatch(items.begin(), items.end(), last.begin(), last.end()).first - items.begin());
    share(shared, path.weight);
    for (const std::uint32_t item : items.subspan(shared)) extend(item, path.weight);
    last = items;
  }
}

void FpTree::fill(std::span<const std::uint32_t> numbers, std::span<const std::uint32_t> counts,
                  const MaskPathList& paths) {
  begin(numbers, counts);
  std::uint64_t last = 0;
  for (const auto& [mask, weight] : paths.paths()) {
    const std::uint64_t alike =
        mask == last ? ~std::uint64_t{0} : ~(~std::uint64_t{0} >> std::countl_zero(mask ^ last));
    share(static_cast<std::size_t>(std::popcount(mask & alike)), weight);
    for (std::uint64_t rest = mask & ~alike; rest != 0;) {
      const auto item = static_cast<std::uint32_t>(std::countl_zero(rest));
      extend(item, weight);
      rest &= ~MaskPathList::bit(item);
    }
    last = mask;
  }
}

}  // namespace khoj::mine
