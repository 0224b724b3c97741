#include "simulate/basket_simulator.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "simulate/draw.hpp"

namespace khoj::simulate {
namespace {

/// Sums of 1 / (rank + 1) in integers.
std::vector<std::uint64_t> zipf_sums(std::uint32_t items) {
  constexpr std::uint64_t kOne = std::uint64_t{1} << 40U;
  std::vector<std::uint64_t> sums(items);
  std::uint64_t sum = 0;
  for (std::uint32_t rank = 0; rank < items; ++rank) sums[rank] = sum += kOne / (rank + 1);
  return sums;
}

std::vector<std::uint32_t> shuffled(std::uint32_t items, base::Rng rng) {
  std::vector<std::uint32_t> out(items);
  std::iota(out.begin(), out.end(), 0U);
  for (std::uint32_t i = items; i > 1; --i) std::swap(out[i - 1], out[rng.below(i)]);
  return out;
}

}  // namespace

Baskets simulate_baskets(const BasketSimulatorOptions& options) {
  const auto sums = zipf_sums(options.items);
  const auto item_of_rank = shuffled(options.items, rng_for(options.seed, Stream::grouping, options.items));
  const std::uint64_t largest = std::max<std::uint64_t>(1, options.items / 2);
  Baskets out;
  out.offsets.push_back(0);
  for (std::uint64_t b = 0; b < options.baskets; ++b) {
    auto rng = rng_for(options.seed, Stream::basket, b);
    const std::uint64_t size =
        std::min(largest, 1 + rng.below(options.mean_size) + rng.below(options.mean_size));
    while (out.items.size() < out.offsets.back() + size) {
      const auto rank = std::upper_bound(sums.begin(), sums.end(), rng.below(sums.back())) - sums.begin();
      const std::uint32_t item = item_of_rank[static_cast<std::size_t>(rank)];
      const auto basket = out.items.begin() + static_cast<std::ptrdiff_t>(out.offsets.back());
      if (std::find(basket, out.items.end(), item) == out.items.end()) out.items.push_back(item);
    }
    out.offsets.push_back(out.items.size());
  }
  return out;
}

}  // namespace khoj::simulate
