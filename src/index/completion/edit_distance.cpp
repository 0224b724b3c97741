#include "index/completion/edit_distance.hpp"

#include <unicode/utf8.h>

namespace khoj::index::completion {

void read_letters(std::string_view word, std::vector<char32_t>& out) {
  out.clear();
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(word.data());
  const auto length = static_cast<std::int32_t>(word.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 letter = 0;
    U8_NEXT_OR_FFFD(bytes, i, length, letter);
    out.push_back(static_cast<char32_t>(letter));
  }
}

std::uint32_t allowed_typos(const std::vector<char32_t>& letters) noexcept {
  const bool number = std::all_of(letters.begin(), letters.end(), [](char32_t c) {
    return (c >= U'0' && c <= U'9') || c == U'.' || c == U',';
  });
  if (number || letters.size() < 4 || letters.size() > kMaxFuzzyLetters) return 0;
  return letters.size() < 8 ? 1 : 2;
}

std::uint32_t edit_distance(std::string_view typed, std::string_view word, bool prefix) {
  std::vector<char32_t> a;
  std::vector<char32_t> b;
  read_letters(typed, a);
  read_letters(word, b);
  // Row i, column j: the distance between the first i letters of the word and the first j of what was typed.
  std::vector<std::vector<std::uint32_t>> rows(b.size() + 1, std::vector<std::uint32_t>(a.size() + 1));
  for (std::size_t j = 0; j <= a.size(); ++j) rows[0][j] = static_cast<std::uint32_t>(j);
  std::uint32_t least = rows[0][a.size()];
  for (std::size_t i = 1; i <= b.size(); ++i) {
    rows[i][0] = static_cast<std::uint32_t>(i);
    for (std::size_t j = 1; j <= a.size(); ++j) {
      auto cell = std::min(
          {rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[j - 1] == b[i - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[j - 1] == b[i - 2] && a[j - 2] == b[i - 1])
        cell = std::min(cell, rows[i - 2][j - 2] + 1);
      rows[i][j] = cell;
    }
    least = std::min(least, rows[i][a.size()]);
  }
  return prefix ? least : rows[b.size()][a.size()];
}

}  // namespace khoj::index::completion
