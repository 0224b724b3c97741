#include "text/edit_distance.hpp"

namespace khoj::text {

EditPattern::EditPattern(std::string_view word) noexcept : size_(word.size()) {
  for (std::size_t i = 0; i < word.size(); ++i) {
    places_[static_cast<unsigned char>(word[i])] |= std::uint64_t{1} << i;
  }
}

unsigned EditPattern::distance(std::string_view other) const noexcept {
  // A column of the distance matrix as differences between neighbours: where it rises by one, where it falls.
  std::uint64_t rises = ~std::uint64_t{0};
  std::uint64_t falls = 0;
  std::uint64_t diagonal = 0;
  std::uint64_t places_before = 0;
  const std::uint64_t last = std::uint64_t{1} << (size_ - 1);
  auto distance = static_cast<unsigned>(size_);
  for (const char letter : other) {
    const std::uint64_t places = places_[static_cast<unsigned char>(letter)];
    const std::uint64_t swapped = ((~diagonal & places) << 1) & places_before;
    diagonal = (((places & rises) + rises) ^ rises) | places | falls | swapped;
    std::uint64_t row_rises = falls | ~(diagonal | rises);
    const std::uint64_t row_falls = rises & diagonal;
    if ((row_rises & last) != 0) ++distance;
    if ((row_falls & last) != 0) --distance;
    row_rises = (row_rises << 1) | 1;
    rises = (row_falls << 1) | ~(diagonal | row_rises);
    falls = row_rises & diagonal;
    places_before = places;
  }
  return distance;
}

}  // namespace khoj::text
