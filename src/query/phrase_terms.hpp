// A text as consecutive terms of the index, the way a document that holds it would have them. Pure functions;
// thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/filter.hpp"
#include "text/analyzer.hpp"

namespace khoj::query {

/// The term of each position, its own before other spellings; empty where a position has none. Empty for no words.
[[nodiscard]] std::vector<std::string> phrase_terms(const text::Analyzer& analyzer, std::string_view text);

/// The documents that hold `text` word for word: a single word in any of its spellings, several one after the other or,
/// where they are also written as one ("t-shirt"), as one. Nothing for no words.
[[nodiscard]] std::optional<index::FilterExpression> phrase_filter(const text::Analyzer& analyzer,
                                                                   std::string_view text);

}  // namespace khoj::query
