#include "mine/subset_table.hpp"

namespace khoj::mine {

void SubsetTable::sum_supersets() noexcept {
  std::uint32_t* const counts = counts_.data();
  const std::size_t size = counts_.size();
  for (std::size_t bit = 1; bit < size; bit <<= 1U) {
    for (std::size_t block = 0; block < size; block += 2 * bit) {
      for (std::size_t i = block; i < block + bit; ++i) counts[i] += counts[i + bit];
    }
  }
}

}  // namespace khoj::mine
