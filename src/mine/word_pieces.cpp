#include "mine/word_pieces.hpp"

#include <string>

#include "base/hash.hpp"

namespace khoj::mine {

void piece_buckets(std::string_view word, std::uint32_t buckets, std::vector<std::uint32_t>& out) {
  constexpr std::size_t kShortest = 3;
  constexpr std::size_t kLongest = 5;
  out.clear();
  if (buckets == 0) return;
  std::string marked;
  marked.reserve(word.size() + 2);
  marked += '<';
  marked += word;
  marked += '>';
  std::vector<std::size_t> begins;  // Of each character, and the end.
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if ((static_cast<unsigned char>(marked[i]) & 0xC0U) != 0x80U) begins.push_back(i);
  }
  const std::size_t characters = begins.size();
  begins.push_back(marked.size());
  for (std::size_t first = 0; first < characters; ++first) {
    for (std::size_t length = kShortest; length <= kLongest && first + length <= characters; ++length) {
      const std::string_view piece(marked.data() + begins[first], begins[first + length] - begins[first]);
      out.push_back(static_cast<std::uint32_t>(base::hash64(piece) % buckets));
    }
  }
}

}  // namespace khoj::mine
