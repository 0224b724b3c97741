#include "text/typo.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace khoj::text {
namespace {

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

bool add_typo(std::string& text, base::Rng& rng) {
  struct Word {
    std::size_t begin, size;
  };
  std::vector<Word> words;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && is_letter(text[i])) continue;
    if (i - begin >= 4) words.push_back({begin, i - begin});
    begin = i + 1;
  }
  if (words.empty()) return false;
  const Word word = words[rng.below(words.size())];
  const std::string before = text;
  while (text == before) {
    const std::size_t at = word.begin + 1 + rng.below(word.size - 1);
    const char letter = static_cast<char>('a' + rng.below(26));
    switch (rng.below(4)) {
      case 0: text.insert(at, 1, letter); break;
      case 1: text.erase(at, 1); break;
      case 2: text[at] = letter; break;
      default:
        if (at + 1 < word.begin + word.size) std::swap(text[at], text[at + 1]);
    }
  }
  return true;
}

}  // namespace khoj::text
