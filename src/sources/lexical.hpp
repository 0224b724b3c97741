// The lexical source: products that hold the query's words, by BM25F. With no words left (a query that was only a
// price) it gives the products that pass the filter, by their own quality.
#pragma once

#include <memory>

#include "pipeline/source.hpp"

namespace khoj::sources {

/// Its score is the BM25F score divided by the sum of the words' idf, the most that any document could have: 0 to 1,
/// and comparable between queries.
std::shared_ptr<const pipeline::Source> make_lexical_source();

}  // namespace khoj::sources
