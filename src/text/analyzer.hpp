// The Analyzer turns text of any script into the terms that the index holds, the same way for documents and
// queries.
//
// Steps: NFKC and case folding; word segmentation (ICU, with a fast path for ASCII); numbers with their units
// ("1.5 Ton", "128gb", "55\"") as one canonical term beside their parts; accents removed from Latin; words of
// Indic scripts also as their Latin transliteration; Snowball stemming by script and language.
//
// An Analyzer is immutable and thread-safe; the mutable scratch is in the TokenBuffer, one per thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "text/token_buffer.hpp"

namespace khoj::text {

struct AnalyzerOptions {
  /// "standard" stems and splits; "keyword" folds the whole text into one term (ids, model codes).
  std::string tokenizer = "standard";
  /// Snowball stemmers to use, at most one per script: "english" for Latin, "hindi" for Devanagari. May be
  /// empty.
  std::vector<std::string> stemmers = {"english", "hindi"};
  /// Languages whose stop-words are marked in queries (documents keep every word).
  std::vector<std::string> stop_word_languages = {"english", "hinglish", "hindi"};
  /// Words of Indic scripts also match through their Latin transliteration.
  bool transliterate = true;
  friend bool operator==(const AnalyzerOptions&, const AnalyzerOptions&) = default;
};

/// A form under which a query word may stand in the index. Weight 1 is the word itself.
struct TermAlternative {
  std::string term;
  float weight = 1.0F;
  /// Not empty: the alternative is these terms, one after the other, and `term` is only what they are called.
  std::vector<std::string> phrase = {};
  friend bool operator==(const TermAlternative&, const TermAlternative&) = default;
};

/// One word of a query: a document matches it through any of its alternatives.
struct QueryWord {
  std::string surface;  ///< As typed, folded: for chips, messages and spelling.
  std::vector<TermAlternative> alternatives;
  bool stop_word = false;
  std::uint32_t begin = 0;  ///< Byte range in the query.
  std::uint32_t end = 0;
  friend bool operator==(const QueryWord&, const QueryWord&) = default;
};

class Analyzer {
 public:
  /// Errors: invalid_argument (unknown tokenizer, stemmer or language; two stemmers for one script).
  static base::Result<Analyzer> create(const AnalyzerOptions& options);

  Analyzer(Analyzer&&) noexcept;
  Analyzer& operator=(Analyzer&&) noexcept;
  ~Analyzer();

  /// Replaces the tokens of `out` by those of `text`, in order of position. Ill-formed UTF-8 separates words;
  /// of a word longer than 256 bytes (keyword: 1024) the first 256 count, of a text its first 2^30. A number
  /// with its unit gives the number and the two as one ("128gb") at one position, the unit at the next; a
  /// compound ("T-Shirt") its parts, and the whole ("tshirt") at the position of its first part.
  /// Cost: below 100 ns per ASCII word and 300 ns per other word once the buffer has seen it. Allocates only
  /// for words never seen; it forgets all of them now and then, to stay within some tens of megabytes.
  void analyze(std::string_view text, TokenBuffer& out) const;

  /// The words of a query. A number with its unit is one word ("1.5 ton" → "1.5ton"). Each part of a compound
  /// is a word that the whole matches too ("t-shirt" → "t" or "tshirt", "shirt" or "tshirt"), so that a
  /// document with "t shirt" and one with "tshirt" are both found. Latin spellings of an Indic word weigh 0.9
  /// and 0.8, the whole of a compound 0.9.
  [[nodiscard]] std::vector<QueryWord> analyze_query(std::string_view query) const;

  [[nodiscard]] const AnalyzerOptions& options() const noexcept;

 private:
  struct Impl;
  explicit Analyzer(std::unique_ptr<const Impl> impl) noexcept;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace khoj::text
