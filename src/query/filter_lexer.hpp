// Cuts the text of a filter into tokens. It knows nothing of what they mean. Bytes may be anything: what is no token is
// one of kind `error`. A lexer views its text; one thread.
#pragma once

#include <string>
#include <string_view>

namespace khoj::query {

struct FilterToken {
  enum class Kind {
    end,
    word,    ///< A name, a number or a value without quotes.
    quoted,  ///< A value in quotes.
    symbol,  ///< ( ) [ ] , : = != < <= > >= ..
    error,   ///< `text` says what is wrong.
  };
  Kind kind = Kind::end;
  std::string text;       ///< Of a quoted value what the quotes mean.
  std::size_t begin = 0;  ///< In bytes.

  [[nodiscard]] bool is(std::string_view symbol) const noexcept {
    return kind == Kind::symbol && text == symbol;
  }
  /// A word that says the same whatever its case ("AND", "and").
  [[nodiscard]] bool is_word(std::string_view upper) const noexcept;
};

class FilterLexer {
 public:
  explicit FilterLexer(std::string_view text) : text_(text) {}

  /// The next token; at the end again and again `end`.
  FilterToken next();

 private:
  FilterToken quoted(char quote);
  FilterToken word();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace khoj::query
