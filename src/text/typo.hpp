// Typing mistakes made on purpose, for simulated queries and for measuring how well misspelt words are found.
// Stateless and thread-safe.
#pragma once

#include <string>

#include "base/rng.hpp"

namespace khoj::text {

/// Makes one typing mistake in `text`: a letter inserted, lost, replaced, or swapped with the next, in one of
/// its words of at least four ASCII letters, never in the word's first letter, as most real ones.
/// @return false, and `text` as it was, when there is no such word.
bool add_typo(std::string& text, base::Rng& rng);

}  // namespace khoj::text
