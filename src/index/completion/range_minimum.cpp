#include "index/completion/range_minimum.hpp"

#include <algorithm>
#include <bit>

namespace khoj::index::completion {
namespace {

constexpr std::uint32_t kBlock = 64;

std::uint32_t scan(std::span<const std::uint32_t> values, std::uint32_t begin, std::uint32_t end) noexcept {
  std::uint32_t best = begin;
  std::uint32_t least = values[begin];
  for (std::uint32_t i = begin + 1; i < end; ++i) {
    const bool less = values[i] < least;
    best = less ? i : best;
    least = less ? values[i] : least;
  }
  return best;
}

std::uint32_t lesser(std::span<const std::uint32_t> values, std::uint32_t a, std::uint32_t b) noexcept {
  return values[b] < values[a] ? b : a;
}

}  // namespace

RangeMinimum::RangeMinimum(std::span<const std::uint32_t> values)
    : blocks_((values.size() + kBlock - 1) / kBlock) {
  if (blocks_ == 0) return;
  const auto levels = static_cast<std::size_t>(std::bit_width(blocks_));
  table_.resize(levels * blocks_);
  for (std::size_t block = 0; block < blocks_; ++block) {
    const auto begin = static_cast<std::uint32_t>(block * kBlock);
    table_[block] =
        scan(values, begin, static_cast<std::uint32_t>(std::min<std::size_t>(begin + kBlock, values.size())));
  }
  for (std::size_t level = 1; level < levels; ++level) {
    const std::size_t half = std::size_t{1} << (level - 1);
    for (std::size_t block = 0; block + 2 * half <= blocks_; ++block)
      table_[level * blocks_ + block] = lesser(values, at(level - 1, block), at(level - 1, block + half));
  }
}

std::uint32_t RangeMinimum::argmin(std::span<const std::uint32_t> values, std::uint32_t begin,
                                   std::uint32_t end) const noexcept {
  const std::uint32_t first = (begin + kBlock - 1) / kBlock;  // the first whole block
  const std::uint32_t last = end / kBlock;                    // behind the last whole block
  if (first >= last) return scan(values, begin, end);
  const std::uint32_t width = std::bit_floor(last - first);
  const auto level = static_cast<std::size_t>(std::countr_zero(width));
  std::uint32_t best = lesser(values, at(level, first), at(level, last - width));
  if (begin < first * kBlock) best = lesser(values, scan(values, begin, first * kBlock), best);
  if (last * kBlock < end) best = lesser(values, best, scan(values, last * kBlock, end));
  return best;
}

}  // namespace khoj::index::completion
