// Everything that a search reads, at one moment. Immutable; replaced as a whole, and a request keeps the one that it
// began with. What is remembered of answers is shared by all, under the number of each.
#pragma once

#include <cstdint>
#include <memory>

#include "engine/compiled_policy.hpp"
#include "engine/curation_book.hpp"
#include "engine/facet_labels.hpp"
#include "engine/remembered_search.hpp"
#include "engine/search_settings.hpp"
#include "pipeline/memo.hpp"
#include "pipeline/models.hpp"
#include "pipeline/snapshot.hpp"
#include "query/fields.hpp"
#include "query/query_parser.hpp"
#include "signals/live_signals.hpp"
#include "text/analyzer.hpp"

namespace khoj::engine {

struct LiveState {
  std::uint64_t number = 0;  ///< Each has its own, in the order in which they come.
  std::shared_ptr<const pipeline::Snapshot> snapshot;
  std::shared_ptr<const query::FieldTable> fields;  ///< Those of the snapshot's schema.
  std::shared_ptr<const SearchSettings> settings;
  std::shared_ptr<const query::QueryParser> parser;
  std::shared_ptr<const text::Analyzer> analyzer;  ///< That of the searched fields.
  std::shared_ptr<const PolicyTable> policies;
  std::shared_ptr<const CurationBook> curation = std::make_shared<const CurationBook>();
  std::shared_ptr<const FacetLabels> labels = std::make_shared<const FacetLabels>();
  std::shared_ptr<const signals::LiveSignals> signals;  ///< Null: there is no event log to follow.
  std::shared_ptr<const pipeline::Models> models;       ///< Null: nothing was learnt yet.
  std::shared_ptr<pipeline::Memo> memo = std::make_shared<pipeline::Memo>();
  bool price_intent = true;
  std::shared_ptr<const RememberedSearches> remembered;  ///< Null: every search is run.
};

}  // namespace khoj::engine
