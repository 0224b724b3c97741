// Search where the words differ: a query is the name of a category, and what is looked for are its products that do not say
// so. It needs no judgements, so it works on any catalogue with categories. Pure functions of their arguments; thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "eval/metrics.hpp"
#include "eval/search_function.hpp"

namespace khoj::eval {

struct SemanticDocument {
  std::string id;
  std::vector<std::string> terms;       ///< Of the title, as terms_of cuts texts.
  std::vector<std::string> categories;  ///< Names, without what is above them.
};

struct SemanticQuery {
  std::string text;  ///< The name of a category.
  Relevance relevant;
};

/// The terms of a text.
using TermsOf = std::function<std::vector<std::string>(std::string_view)>;

/// A query for each category, in the order of their names; its products are relevant of whose title no term is one of the
/// name's. Categories without such a product are left out.
/// @param counts which documents may be relevant; all when empty.
[[nodiscard]] std::vector<SemanticQuery> make_semantic_queries(
    std::span<const SemanticDocument> documents, const TermsOf& terms_of,
    const std::function<bool(std::size_t)>& counts = {});

/// recall@k of every query. Errors: the search function's own.
base::Result<std::vector<double>> semantic_recalls(std::span<const SemanticQuery> queries,
                                                   const SearchFunction& search, std::size_t k);

}  // namespace khoj::eval
