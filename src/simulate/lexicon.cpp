#include "simulate/lexicon.hpp"

#include <array>
#include <string_view>
#include <unordered_set>

#include "simulate/draw.hpp"

namespace khoj::simulate {
namespace {

// The common sounds first: they are drawn by rank.
constexpr std::array<std::string_view, 34> kOnsets = {
    "k",  "m",  "r",  "s",  "n",  "v",  "t",  "l", "d",  "p",  "j",  "b",  "h",  "g",  "sh", "z",  "y",
    "ch", "dh", "bh", "kh", "th", "pr", "tr", "f", "gh", "br", "dr", "kr", "st", "gr", "w",  "ph", "sv"};
constexpr std::array<std::string_view, 12> kVowels = {"a", "a", "a", "i",  "i",  "e",
                                                      "o", "u", "u", "aa", "ee", "oo"};
constexpr std::array<std::string_view, 5> kInnerCodas = {"n", "r", "l", "s", "m"};
constexpr std::array<std::string_view, 14> kCodas = {"",  "",  "",  "",  "",  "",  "n",
                                                     "r", "l", "s", "m", "t", "k", "sh"};
constexpr std::array<std::string_view, 12> kBrandEndings = {"",     "",    "",     "",     "",     "",
                                                            "wala", "ika", "veda", "tara", "ovia", "mira"};
constexpr std::array<std::string_view, 8> kBrandSeconds = {"Living", "Craft", "Studio", "Works",
                                                           "Basics", "House", "Lab",    "Heritage"};

std::string_view onset(base::Rng& rng) {
  return happens(rng, 600) ? pick_head(rng, kOnsets) : pick(rng, kOnsets);
}

std::string invent(base::Rng& rng, std::size_t syllables) {
  std::string word;
  for (std::size_t i = 0; i < syllables; ++i) {
    word.append(onset(rng)).append(pick(rng, kVowels));
    if (i + 1 == syllables) {
      word += pick(rng, kCodas);
    } else if (happens(rng, 200)) {
      word += pick(rng, kInnerCodas);
    }
  }
  return word;
}

}  // namespace

std::string capitalised(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

Lexicon build_lexicon(std::uint64_t seed) {
  Lexicon lexicon;
  std::unordered_set<std::string> seen;
  lexicon.words.reserve(kLexiconWords);
  auto rng = rng_for(seed, Stream::words, 0);
  while (lexicon.words.size() < kLexiconWords) {
    const std::size_t made = lexicon.words.size();
    auto word = invent(rng, made < kLexiconWords / 16 ? 2 : made < kLexiconWords / 2 ? 3 : 4);
    if (word.size() >= 5 && seen.insert(word).second) lexicon.words.push_back(std::move(word));
  }
  lexicon.brands.reserve(kBrands);
  rng = rng_for(seed, Stream::brands, 0);
  while (lexicon.brands.size() < kBrands) {
    auto name = invent(rng, 2 + rng.below(2)) + std::string(pick(rng, kBrandEndings));
    if (name.size() < 6 || name.size() > 12 || !seen.insert(name).second) continue;
    name = capitalised(std::move(name));
    if (happens(rng, 150)) name.append(" ").append(pick(rng, kBrandSeconds));
    lexicon.brands.push_back(std::move(name));
  }
  return lexicon;
}

}  // namespace khoj::simulate
