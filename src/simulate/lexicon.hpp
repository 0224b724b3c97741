// The invented words of the simulated shop: series and model names for products, and the brands that sell
// them. Both come from a syllable grammar, so none of them is meant to be a real name. Immutable once built;
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace khoj::simulate {

inline constexpr std::size_t kLexiconWords = 65'536;
inline constexpr std::size_t kBrands = 2'000;

struct Lexicon {
  std::vector<std::string> words;   ///< Distinct, lower case, the common (short) ones first.
  std::vector<std::string> brands;  ///< Distinct, as written on products.
};

/// Builds both lists for a seed. Cost: some tens of milliseconds.
[[nodiscard]] Lexicon build_lexicon(std::uint64_t seed);

/// `word` with its first letter in upper case, if that is one of a-z.
[[nodiscard]] std::string capitalised(std::string word);

}  // namespace khoj::simulate
