// Makes the query parser that the search settings and the saved synonyms ask for. Pure function; thread-safe.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "engine/saved_synonyms.hpp"
#include "engine/search_settings.hpp"
#include "query/query_parser.hpp"

namespace khoj::engine {

/// Errors: invalid_argument (a synonym or stop-word that is no word).
base::Result<std::shared_ptr<const query::QueryParser>> make_parser(const SearchSettings& settings,
                                                                    const SynonymTable& saved);

}  // namespace khoj::engine
