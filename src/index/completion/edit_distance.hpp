// How many typing mistakes a word may have, and the rules by which they are counted. The distance is the restricted one
// of Damerau: a letter inserted, lost, replaced, or swapped with its neighbour counts one. A letter is a code point, so
// that no character of any script is taken apart. Stateless and thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace khoj::index::completion {

/// Longer words are found only as they are written.
inline constexpr std::size_t kMaxFuzzyLetters = 32;

/// The code points of well-formed UTF-8, in order; `out` is replaced.
void read_letters(std::string_view word, std::vector<char32_t>& out);

/// How many mistakes are forgiven in a word of these letters: 1 from 4 letters on, 2 from 8, none in a number.
[[nodiscard]] std::uint32_t allowed_typos(const std::vector<char32_t>& letters) noexcept;

/// The plain reference: the distance between two words; with `prefix` the least between `typed` and any beginning of
/// `word`.
[[nodiscard]] std::uint32_t edit_distance(std::string_view typed, std::string_view word, bool prefix);

}  // namespace khoj::index::completion
