#include "engine/saved_documents.hpp"

namespace khoj::engine {

base::Status check_document_name(std::string_view name) {
  const bool fits =
      !name.empty() && name.size() <= kMaxDocumentNameBytes &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
  if (fits) return {};
  return base::fail(base::Error{
      base::ErrorCode::invalid_argument,
      fmt::format("must have 1 to {} of the characters a-z, 0-9, _ and -", kMaxDocumentNameBytes), "name"});
}

}  // namespace khoj::engine
