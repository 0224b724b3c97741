#include "query/phrase_terms.hpp"

#include "text/token_buffer.hpp"

namespace khoj::query {
namespace {

std::vector<std::string> chain(const std::vector<text::Token>& tokens) {
  std::vector<std::string> terms;
  for (const text::Token& token : tokens) {
    if (token.position >= terms.size()) terms.resize(token.position + 1);
    if (terms[token.position].empty()) terms[token.position] = token.term;
  }
  return terms;
}

}  // namespace

std::vector<std::string> phrase_terms(const text::Analyzer& analyzer, std::string_view text) {
  text::TokenBuffer buffer;
  analyzer.analyze(text, buffer);
  return chain(buffer.tokens());
}

std::optional<index::FilterExpression> phrase_filter(const text::Analyzer& analyzer, std::string_view text) {
  using index::FilterExpression;
  text::TokenBuffer buffer;
  analyzer.analyze(text, buffer);
  const auto& tokens = buffer.tokens();
  if (tokens.empty()) return std::nullopt;
  auto terms = chain(tokens);
  std::vector<FilterExpression> ways;
  for (const text::Token& token : tokens) {
    // The whole text as one term.
    if (token.begin == tokens.front().begin && token.end >= tokens.back().end)
      ways.push_back(FilterExpression::phrase({std::string(token.term)}));
  }
  if (terms.size() > 1) ways.push_back(FilterExpression::phrase(std::move(terms)));
  return ways.size() == 1 ? std::move(ways.front()) : FilterExpression::any_of(std::move(ways));
}

}  // namespace khoj::query
