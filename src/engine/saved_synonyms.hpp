// The synonyms of a shop that are saved one by one under an id, beside those in the search settings. Pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "engine/saved_documents.hpp"
#include "engine/search_settings.hpp"

namespace khoj::engine {

struct SavedSynonym {
  Synonym synonym;
  std::uint64_t version = 0;  ///< From 1, rising with every change.
};

using SavedSynonyms = SavedDocuments<SavedSynonym>;
using SynonymTable = SavedSynonyms::Table;

/// Errors: invalid_argument with the field as context.
base::Result<SavedSynonym> read_saved_synonym(const std::string& id, const std::string& body,
                                              std::uint64_t version);

/// Whether there is room for one more. Errors: invalid_argument ("id" as context: what no id looks like),
/// resource_exhausted (more than 1,000, or more than kMaxSynonymPairs pairs of words in all).
base::Status check_new_synonym(const SynonymTable& saved, const std::string& id, const Synonym& synonym);

}  // namespace khoj::engine
