// Words of Indic scripts in Latin letters, the way shoppers type them: "कुर्ता" → "kurta", "साड़ी" → "sari",
// "saree". Not a scholarly transliteration (ISO 15919): no diacritics, and vowels that are written but not
// spoken are left out. Spellings beyond the ones given here ("kurtaa") are the business of the spelling and
// vernacular steps. Stateless and thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "text/script.hpp"

namespace khoj::text {

/// Two usual spellings; `second` is empty where there is one only.
struct RomanSpellings {
  std::string first;  ///< Long vowels written short: "sari", "namkin", "juta", "avaz", "phal".
  std::string
      second;  ///< Long i and u and the first a written double, w and f: "saree", "joota", "aawaz", "fal".
};

/// The spellings of a folded word (text/normalise.hpp) whose letters are of the Indic `script`. Characters of
/// other scripts are left out, except ASCII letters and digits. Cost: well below a microsecond.
[[nodiscard]] RomanSpellings romanise(std::string_view word, Script script);

}  // namespace khoj::text
