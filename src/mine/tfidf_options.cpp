#include "mine/tfidf_options.hpp"

namespace khoj::mine {

base::Status check(const TfidfOptions& options) {
  const auto wrong = [](const char* option, std::string message) {
    return base::fail(base::Error{base::ErrorCode::invalid_argument, std::move(message), option});
  };
  if (options.min_words < 1 || options.min_words > 2)
    return wrong("min_words", fmt::format("is {}; expected 1 or 2", options.min_words));
  if (options.max_words < options.min_words || options.max_words > 2)
    return wrong("max_words", fmt::format("is {}; expected {} to 2", options.max_words, options.min_words));
  if (options.min_documents < 1) return wrong("min_documents", "is 0; expected at least 1");
  if (!(options.max_document_share > 0.0 && options.max_document_share <= 1.0)) {
    return wrong("max_document_share",
                 fmt::format("is {}; expected more than 0, at most 1", options.max_document_share));
  }
  return {};
}

}  // namespace khoj::mine
