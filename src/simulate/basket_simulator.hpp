// Baskets of a shop: what is bought together, drawn without any structure but popularity, for benchmarks of rules. A pure
// function of its options, the same on every machine. Stateless and thread-safe.
#pragma once

#include <cstdint>
#include <vector>

namespace khoj::simulate {

struct BasketSimulatorOptions {
  std::uint64_t baskets = 100'000;
  std::uint32_t items = 2'000;  ///< At least 1.
  std::uint32_t mean_size = 8;  ///< At least 1. No basket has more than half of the items.
  std::uint64_t seed = 1;
};

/// Basket b is items[offsets[b] … offsets[b + 1]): different items, the one drawn first in front.
struct Baskets {
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint32_t> items;
  friend bool operator==(const Baskets&, const Baskets&) = default;
};

/// Sizes lie between 1 and 2 · mean_size − 1, those near the mean the most frequent. Items are drawn by Zipf's law with the
/// exponent 1 (the popularity of rank r is 1 / (r + 1)) until enough different ones are found; which item has which rank is
/// drawn, too. Cost: some ten ns an item.
[[nodiscard]] Baskets simulate_baskets(const BasketSimulatorOptions& options);

}  // namespace khoj::simulate
