// The Context of one request: who, what, where, under which filter, on which snapshot. Filled in before retrieval,
// only read by the stages after.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "domain/pincode.hpp"
#include "domain/tenant.hpp"
#include "index/filter.hpp"
#include "pipeline/curation.hpp"
#include "pipeline/memo.hpp"
#include "pipeline/models.hpp"
#include "pipeline/snapshot.hpp"
#include "signals/live_signals.hpp"
#include "text/analyzer.hpp"

namespace khoj::pipeline {

/// What the shopper typed, understood.
struct Query {
  std::string raw;
  std::string normalized;               ///< The words as read, folded, one blank between them.
  std::vector<text::QueryWord> words;   ///< With synonyms and other forms as alternatives.
  index::FilterExpression restriction;  ///< What quoted and excluded words ask for; part of Context::filter.
};

/// A product that the request is about.
struct Anchor {
  domain::ItemId item;
  index::DocRef doc;
};

/// Something that the shopper searched lately, understood.
struct PastSearch {
  std::string text;  ///< As it was typed.
  Query query;
};

/// What is known of who asks.
struct Shopper {
  signals::Profile profile;          ///< Events of the history window only.
  std::vector<PastSearch> searches;  ///< The newest first.
  std::uint64_t day_seed = 0;        ///< The same for one user for one day.
};

struct Context {
  domain::Tenant tenant;
  Query query;
  index::FilterExpression filter;  ///< Under which every source retrieves.
  Curation curation;               ///< What it hides is in the filter already.
  std::optional<domain::Pincode> pincode;
  std::shared_ptr<const Shopper> shopper;  ///< Null: nobody that is known by name.
  std::optional<Anchor> anchor;
  std::vector<domain::ItemId> excluded;  ///< Never shown: ascending.
  std::shared_ptr<const signals::LiveSignals>
      signals;                           ///< Null: nothing is known of what happens in the shop.
  std::shared_ptr<const Models> models;  ///< Null: nothing was learnt yet.
  std::shared_ptr<Memo> memo;            ///< Never null.
  std::shared_ptr<const Snapshot> snapshot;
  std::shared_ptr<const text::Analyzer> analyzer;  ///< What the query was read with; may be null.
  std::uint32_t min_matches = 12;
  bool coordination = true;  ///< Products that hold more of the words stand before those that hold fewer.
  bool explain = false;
  bool browse = false;                 ///< Without a query everything that passes the filter is meant.
  bool collect_matches = false;        ///< Sources also give everything that matches.
  base::Deadline* deadline = nullptr;  ///< When it has passed, sources stop with what they have. Null: never.
};

}  // namespace khoj::pipeline
