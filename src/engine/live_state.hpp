// Everything that a search reads, at one moment. Immutable; replaced as a whole, and a request keeps the one that it
// began with.
#pragma once

#include <memory>

#include "engine/compiled_policy.hpp"
#include "engine/curation_book.hpp"
#include "engine/search_settings.hpp"
#include "pipeline/snapshot.hpp"
#include "query/fields.hpp"
#include "query/query_parser.hpp"
#include "text/analyzer.hpp"

namespace khoj::engine {

struct LiveState {
  std::shared_ptr<const pipeline::Snapshot> snapshot;
  std::shared_ptr<const query::FieldTable> fields;  ///< Those of the snapshot's schema.
  std::shared_ptr<const SearchSettings> settings;
  std::shared_ptr<const query::QueryParser> parser;
  std::shared_ptr<const text::Analyzer> analyzer;  ///< That of the searched fields.
  std::shared_ptr<const PolicyTable> policies;
  std::shared_ptr<const CurationBook> curation = std::make_shared<const CurationBook>();
  bool price_intent = true;
};

}  // namespace khoj::engine
