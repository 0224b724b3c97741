// From a word as it is written to the terms that stand for it, computed once a word and remembered. This is
// where a word is folded, recognised as a number or measure, stemmed and romanised; neighbours are no concern
// of it. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/script.hpp"
#include "text/stemmer.hpp"
#include "text/units.hpp"

namespace khoj::text {

/// Longest word, in bytes, of which every byte counts; the rest of a longer one is ignored.
inline constexpr std::size_t kMaxWordBytes = 256;
inline constexpr std::size_t kMaxKeywordBytes = 1024;

/// What the options of an analyzer say about single words.
struct WordRules {
  std::vector<std::string> stemmers;  ///< Known languages, at most one per script.
  bool transliterate = true;
};

enum class WordKind : std::uint8_t {
  word,     ///< Letters: stemmed.
  number,   ///< "1299", "1.5"
  mixed,    ///< Letters and digits ("wh1000xm4"): as it is.
  measure,  ///< A number that touches its unit ("128gb").
};

struct Word {
  static constexpr std::size_t kMaxTerms = 3;

  std::string_view key;     ///< As looked up.
  std::string_view folded;  ///< Without apostrophes and possessive.
  /// The word itself first, then its Latin spellings. Of a measure: its number, its unit, the two as one.
  std::array<std::string_view, kMaxTerms> terms;
  std::uint8_t term_count = 0;  ///< 0 when folding leaves nothing.
  WordKind kind = WordKind::word;
  UnitId unit = kNoUnit;  ///< The unit that a `word` names, or that of a `measure`.
  bool latin = false;     ///< An ASCII letter comes first.

  [[nodiscard]] std::span<const std::string_view> all_terms() const noexcept {
    return {terms.data(), term_count};
  }
  [[nodiscard]] std::string_view measure_term() const noexcept { return terms[2]; }
};

class WordMemo {
 public:
  explicit WordMemo(const WordRules& rules);

  /// The word written `surface`. The reference and its views are valid until `trim` forgets it.
  const Word& find(std::string_view surface);

  /// The same for an ASCII surface, whatever its case.
  const Word& find_ascii(std::string_view surface);

  /// The term of a whole text that is not to be split: folded, white space collapsed.
  const Word& find_keyword(std::string_view surface);

  /// Forgets everything when the memo has grown beyond its bound (about 130,000 words).
  void trim();

 private:
  struct Slot {
    std::uint64_t hash = 0;
    Word* word = nullptr;
  };
  const Word* lookup(std::string_view key, std::uint64_t hash) const noexcept;
  static void put(std::vector<Slot>& slots, Slot slot) noexcept;
  Word& insert(std::string_view key, std::uint64_t hash);
  void grow();
  void analyse(Word& word);
  void add_term(Word& word, std::string_view term);
  std::string_view keep(std::string_view bytes);
  std::string_view stem(std::string_view word, Script script);

  bool transliterate_;
  std::array<std::optional<Stemmer>, kScriptCount> stemmers_;
  std::deque<Word> words_;
  std::vector<Slot> slots_;  // open addressing, a power of two long, at most half full
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_left_ = 0;
  char* block_at_ = nullptr;
  std::size_t kept_bytes_ = 0;
  std::string folded_;
};

}  // namespace khoj::text
