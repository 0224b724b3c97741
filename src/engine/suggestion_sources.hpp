// What may be suggested: texts out of the catalogue and out of the query log, each of which finds something. Functions
// of an immutable LiveState; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/query_counts.hpp"
#include "engine/search_pipeline.hpp"
#include "index/completion/completion.hpp"

namespace khoj::engine {

/// A completion on its way into the index.
struct Suggestible {
  index::completion::Entry entry;
  std::optional<std::uint64_t> results;  ///< Of a logged query.
};

/// Titles cut to the phrase that a shopper would type, brands, categories, colours and brands with their category, each
/// weighing the logarithm of how many products it stands for, times a factor of its kind.
/// Cost: reads every product's card; seconds for a million. Errors: cancelled.
base::Result<std::vector<Suggestible>> suggestibles_of_catalog(const LiveState& live,
                                                               const std::stop_token& stop = {});

/// Logged queries that found something when they were asked last, or find something now. A count is halved for every
/// `half_life_ms` since the query was asked last.
std::vector<Suggestible> suggestibles_of_log(const LiveState& live, const std::vector<QueryCount>& counts,
                                             std::int64_t now_ms, double half_life_ms);

/// The filter under which products are shown at all.
index::FilterExpression shown_products(const LiveState& live);

/// Whether some product that may be shown holds all words of the text.
bool finds_all_words(const LiveState& live, const std::string& text);

/// The beginning of a title that names the product: up to the first comma, bracket, bar or dash, at most five words,
/// in lower case, without a stop-word at its end. "Cotton Kurta for Women, Block Printed" → "cotton kurta for women".
std::string title_phrase(std::string_view title);

}  // namespace khoj::engine
