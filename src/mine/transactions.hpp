// What is bought, viewed or said together: lists of item numbers, flat. Only a view: whoever holds the memory keeps it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.hpp"

namespace khoj::mine {

struct Transactions {
  std::span<const std::uint64_t>
      offsets;  ///< One more than there are transactions; the first is 0, none descends.
  std::span<const std::uint32_t>
      items;  ///< Transaction t is items[offsets[t] … offsets[t + 1]), in any order.

  [[nodiscard]] std::size_t size() const noexcept { return offsets.empty() ? 0 : offsets.size() - 1; }
  [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t t) const noexcept {
    return items.subspan(offsets[t], offsets[t + 1] - offsets[t]);
  }
};

/// Whether the offsets fit the items, and both fit 32-bit positions.
/// Errors: invalid_argument, resource_exhausted. Cost: one pass over the offsets.
[[nodiscard]] base::Status check(const Transactions& transactions);

}  // namespace khoj::mine
