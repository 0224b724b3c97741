// What the tests of text/ share: an analyzer that must exist, tokens as readable strings, and matching as the
// index does it (a query word matches through any of its alternatives).
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "text/analyzer.hpp"

namespace khoj::text {

inline Analyzer make_analyzer(const AnalyzerOptions& options = {}) {
  auto analyzer = Analyzer::create(options);
  if (!analyzer) ADD_FAILURE() << analyzer.error().describe();
  return std::move(analyzer).value();
}

/// "term@position" of every token.
inline std::vector<std::string> placed_terms(const Analyzer& analyzer, std::string_view text) {
  TokenBuffer buffer;
  analyzer.analyze(text, buffer);
  std::vector<std::string> out;
  for (const Token& token : buffer.tokens()) {
    out.push_back(std::string(token.term) + "@" + std::to_string(token.position));
  }
  return out;
}

inline std::set<std::string, std::less<>> term_set(const Analyzer& analyzer, std::string_view text) {
  TokenBuffer buffer;
  analyzer.analyze(text, buffer);
  std::set<std::string, std::less<>> out;
  for (const Token& token : buffer.tokens()) out.emplace(token.term);
  return out;
}

/// The alternatives of every query word, "a|b" each.
inline std::vector<std::string> query_terms(const Analyzer& analyzer, std::string_view query) {
  std::vector<std::string> out;
  for (const QueryWord& word : analyzer.analyze_query(query)) {
    std::string& joined = out.emplace_back();
    for (const TermAlternative& alternative : word.alternatives) {
      if (!joined.empty()) joined += '|';
      joined += alternative.term;
    }
  }
  return out;
}

/// True when every word of `query` matches `document`.
inline bool finds(const Analyzer& analyzer, std::string_view query, std::string_view document) {
  const auto terms = term_set(analyzer, document);
  const auto words = analyzer.analyze_query(query);
  return !words.empty() && std::all_of(words.begin(), words.end(), [&](const QueryWord& word) {
    return std::any_of(word.alternatives.begin(), word.alternatives.end(),
                       [&](const TermAlternative& alternative) { return terms.contains(alternative.term); });
  });
}

}  // namespace khoj::text
