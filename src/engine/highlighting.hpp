// The `highlight` of a request: the fields of the products on a page as HTML, with the words that were found marked.
// Pure functions, thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/product.hpp"
#include "engine/search_request.hpp"
#include "text/analyzer.hpp"

namespace khoj::engine {

/// Errors: invalid_argument with "highlight[i]" as context.
base::Status check_highlight(const std::vector<std::string>& fields);

/// Whether any of the fields is not in a ResultItem, so that the product itself is needed.
[[nodiscard]] bool highlights_stored_texts(const std::vector<std::string>& fields);

/// Fills in the items' highlights, with response.matched_words as the query. `products` has one entry an item, empty
/// where a product is not at hand.
void highlight_items(const text::Analyzer& analyzer, const std::vector<std::string>& fields,
                     std::span<const std::optional<domain::Product>> products, SearchResponse& response);

}  // namespace khoj::engine
