// Facet search: the values of a field of which any word begins with what was typed. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/facet_labels.hpp"
#include "engine/search_request.hpp"
#include "index/facet_counts.hpp"
#include "query/fields.hpp"

namespace khoj::engine {

/// The `limit` values that most matches hold among those that fit `prefix`, in any case and script. `field` is a text
/// and `column` its column.
[[nodiscard]] FacetSearchResponse find_values(const index::MatchedDocuments& matches,
                                              const FacetLabels& labels, const query::Field& field,
                                              std::size_t column, std::string_view prefix, std::size_t limit);

}  // namespace khoj::engine
