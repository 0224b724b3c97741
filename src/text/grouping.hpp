// Which neighbouring words belong together: a number and its unit ("1.5 Ton", `55"`), and the parts of a
// compound that is also written as one word ("T-Shirt", "wi-fi", "2 in 1"). Documents and queries are grouped
// by the same rules, which is why they agree. Not thread-safe (it fills the memo).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/word_memo.hpp"

namespace khoj::text {

/// A word of a text at its place.
struct PlacedWord {
  const Word* word = nullptr;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// Consecutive words of a text that are one thing.
struct WordGroup {
  enum class Kind : std::uint8_t {
    single,
    measure,   ///< A number and its unit: one word ("128gb"), two ("128 GB"), or one and a sign (`55"`).
    compound,  ///< Words that are also written as one.
  };
  Kind kind = Kind::single;
  std::uint32_t first = 0;  ///< Index of the first word.
  std::uint32_t count = 1;
  std::uint32_t end = 0;  ///< End of the last word or of the sign, in bytes.
  /// Of a compound: its words written as one, nullptr when that makes no word. Of a measure: the word of its
  /// term.
  const Word* joined = nullptr;
};

/// Cuts `words` (of `text`, in order) into groups, replacing those in `out`.
void group_words(std::string_view text, const std::vector<PlacedWord>& words, WordMemo& memo,
                 std::vector<WordGroup>& out);

}  // namespace khoj::text
