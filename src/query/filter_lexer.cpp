#include "query/filter_lexer.hpp"

#include <array>

namespace khoj::query {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\f\v";
/// Longer ones first.
constexpr std::array<std::string_view, 13> kSymbols = {"!=", "<=", ">=", "..", "(", ")", "[",
                                                       "]",  ",",  ":",  "=",  "<", ">"};
/// What ends a word.
constexpr std::string_view kSpecial = " \t\r\n\f\v()[],:=<>!\"'";

}  // namespace

bool FilterToken::is_word(std::string_view upper) const noexcept {
  if (kind != Kind::word || text.size() != upper.size()) return false;
  for (std::size_t i = 0; i < upper.size(); ++i) {
    const char c = text[i];
    if ((c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c) != upper[i]) return false;
  }
  return true;
}

FilterToken FilterLexer::next() {
  at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size());
  if (at_ == text_.size()) return {FilterToken::Kind::end, {}, at_};
  if (text_[at_] == '"' || text_[at_] == '\'') return quoted(text_[at_]);
  for (const std::string_view symbol : kSymbols) {
    if (!text_.substr(at_).starts_with(symbol)) continue;
    FilterToken token{FilterToken::Kind::symbol, std::string(symbol), at_};
    at_ += symbol.size();
    return token;
  }
  return word();
}

FilterToken FilterLexer::quoted(char quote) {
  FilterToken token{FilterToken::Kind::quoted, {}, at_};
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == quote) {
      ++at_;
      return token;
    }
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
    token.text += text_[at_];
  }
  return {FilterToken::Kind::error, "the closing quotation mark is missing", token.begin};
}

FilterToken FilterLexer::word() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && kSpecial.find(text_[at_]) == std::string_view::npos &&
         !text_.substr(at_).starts_with("..")) {
    ++at_;
  }
  if (at_ == begin) return {FilterToken::Kind::error, "'!' is only known as part of '!='", at_++};
  return {FilterToken::Kind::word, std::string(text_.substr(begin, at_ - begin)), begin};
}

}  // namespace khoj::query
