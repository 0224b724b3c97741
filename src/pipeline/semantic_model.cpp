#include "pipeline/semantic_model.hpp"

namespace khoj::pipeline {

void append_words(const text::Analyzer& analyzer, std::string_view text, text::TokenBuffer& tokens,
                  std::vector<std::string>& words) {
  analyzer.analyze(text, tokens);
  for (const auto& token : tokens.tokens()) words.emplace_back(token.term);
}

void append_product_words(const text::Analyzer& analyzer, const domain::Product& product,
                          text::TokenBuffer& tokens, std::vector<std::string>& words) {
  append_words(analyzer, product.title, tokens, words);
  for (const auto& path : product.categories) append_words(analyzer, path, tokens, words);
}

}  // namespace khoj::pipeline
