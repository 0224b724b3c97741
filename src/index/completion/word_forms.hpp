// Reads a text as the sequences of words under which it is completed: folded, neither stemmed nor split inside a word.
// Completions and what is typed are read the same way, which is why they meet. Not thread-safe: it keeps the words that
// it has seen.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/scratch.hpp"
#include "text/word_memo.hpp"

namespace khoj::index::completion {

using Words = std::vector<std::string_view>;

class WordForms {
 public:
  /// @param remembered_reads after so many texts the words seen are forgotten, which keeps the memory small that a
  /// reader of ever new words touches.
  explicit WordForms(std::size_t remembered_reads = std::numeric_limits<std::size_t>::max());

  /// The sequences of `text`, each once: the words as written; the same with compounds and measures as one word
  /// ("t-shirt" → "tshirt", "1.5 ton" → "1.5ton"); with Indic words in their first and in their second Latin spelling.
  /// Empty when there is no word. The views are valid until the next call.
  /// Cost: below 100 ns per ASCII word and 300 ns per other word once it was seen.
  std::span<const Words> read(std::string_view text);

 private:
  void add_form(std::size_t spelling, bool joined);

  std::size_t remembered_reads_;
  std::size_t reads_ = 0;
  std::optional<text::WordMemo> memo_;
  text::TokenBuffer::Scratch scratch_;
  std::vector<Words> forms_;  ///< The first `count_` are in use.
  std::size_t count_ = 0;
};

/// "nike shoes": the words with one blank between them.
[[nodiscard]] std::string join(std::span<const std::string_view> words);

}  // namespace khoj::index::completion
