// Which writing system a character or a word belongs to, as far as analysis depends on it. Stateless and
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace khoj::text {

/// The Indic scripts stand in the order of their Unicode blocks (U+0900 to U+0D7F, 128 code points each).
enum class Script : std::uint8_t {
  other,
  latin,
  han,
  devanagari,
  bengali,
  gurmukhi,
  gujarati,
  oriya,
  tamil,
  telugu,
  kannada,
  malayalam,
};

inline constexpr std::size_t kScriptCount = 12;

/// The script of one code point; `other` for digits, punctuation, marks shared by scripts and scripts not
/// listed.
[[nodiscard]] Script script_of(char32_t code_point) noexcept;

/// The script of the first letter of a word that has a listed one. Ill-formed bytes are skipped.
[[nodiscard]] Script script_of_word(std::string_view word) noexcept;

[[nodiscard]] constexpr bool is_indic(Script script) noexcept { return script >= Script::devanagari; }

}  // namespace khoj::text
