// A text on its way into a TF-IDF model, or on its way to be compared with one: the words of its fields and what each
// field weighs. Which terms they make is the model's choice (TfidfOptions), so that documents and queries cannot differ in
// it. Reused from text to text; owned by one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mine/tfidf_options.hpp"
#include "text/token_buffer.hpp"

namespace khoj::mine {

/// Counts are whole numbers of these parts of one occurrence, so that their sums do not depend on an order.
inline constexpr std::uint32_t kTfidfUnits = 64;
inline constexpr std::uint32_t kMaxTfidfCount =
    65'535;  ///< In units: 1,023 occurrences. More count as so many.

class TfidfDocument {
 public:
  struct Term {
    std::string_view text;  ///< Runs of words have one space between them.
    std::uint32_t count;    ///< In units, at least 1.
  };

  void clear() noexcept;

  /// Adds a field. Its words are copied; runs of words do not reach from one field into the next.
  /// @param tokens as text::Analyzer gives them, in order of position. A run takes neighbouring positions; where several
  ///               tokens share one, each makes its own run.
  /// @param weight of an occurrence in this field; rounded to 64ths, of which it has at least one. A weight that is not
  ///               above 0 adds nothing.
  void add(std::span<const text::Token> tokens, float weight = 1.0F);

  /// The different terms in bytewise order, until the next call of anything. Cost: a sort of the terms.
  [[nodiscard]] std::span<const Term> terms(const TfidfOptions& options);

 private:
  struct Word {
    std::uint32_t begin;  ///< In `bytes_`.
    std::uint32_t size;
    std::uint64_t position;
    std::uint32_t units;
  };
  [[nodiscard]] std::string_view text(const Word& word) const noexcept {
    return std::string_view(bytes_).substr(word.begin, word.size);
  }

  std::string bytes_;
  std::vector<Word> words_;
  std::uint64_t next_position_ = 0;
  std::string pairs_;  ///< The runs of two words, one after the other.
  std::vector<Term> terms_;
};

}  // namespace khoj::mine
