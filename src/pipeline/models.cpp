#include "pipeline/models.hpp"

#include "domain/product.hpp"

namespace khoj::pipeline {

void fill_content_document(const text::Analyzer& analyzer, std::string_view title, std::string_view category,
                           mine::TfidfDocument& document) {
  document.clear();
  text::TokenBuffer tokens;
  analyzer.analyze(title, tokens);
  document.add(tokens.tokens());
  const auto split = category.rfind(domain::kCategorySeparator);
  if (split != std::string_view::npos) category.remove_prefix(split + domain::kCategorySeparator.size());
  analyzer.analyze(category, tokens);
  document.add(tokens.tokens());
}

}  // namespace khoj::pipeline
