// What means nearly the same as the query, though it may share no word with it (pipeline/semantic_model): products whose
// words stand beside the query's in titles, categories and what was wanted after searches.
#pragma once

#include "pipeline/source.hpp"

namespace khoj::sources {

/// The score is the cosine of the product's vector and the query's. At most 200 products are found, none below a floor,
/// and nothing at all when less than two fifths of what the query says is in words that the model knows.
[[nodiscard]] std::shared_ptr<const pipeline::Source> make_semantic_source();

}  // namespace khoj::sources
