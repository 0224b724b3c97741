// The tokens of one text, and the scratch that makes analysing the next one cheap. Reused from text to text;
// owned by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace khoj::text {

/// A term at a position. Several tokens may share a position (a word and its transliteration).
struct Token {
  std::string_view term;       ///< Valid until the buffer is given to the next analyze().
  std::uint32_t position = 0;  ///< 0 for the first word of the text.
  std::uint32_t begin = 0;     ///< Byte range in the text that was given.
  std::uint32_t end = 0;
};

class TokenBuffer {
 public:
  TokenBuffer();
  TokenBuffer(TokenBuffer&&) noexcept;
  TokenBuffer& operator=(TokenBuffer&&) noexcept;
  ~TokenBuffer();

  [[nodiscard]] const std::vector<Token>& tokens() const noexcept { return tokens_; }

  /// Scratch of the analyzer: the memo from surface words to terms, ICU's iterators.
  struct Scratch;

 private:
  friend class Analyzer;
  std::vector<Token> tokens_;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace khoj::text
