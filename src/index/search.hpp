// What is asked of an index and what it answers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "domain/ids.hpp"
#include "index/filter.hpp"
#include "index/match_set.hpp"
#include "text/analyzer.hpp"

namespace khoj::index {

/// Where a document lives in one IndexSnapshot: valid only together with it.
struct DocRef {
  std::uint32_t segment = 0;
  std::uint32_t doc_id = 0;
  friend bool operator==(DocRef, DocRef) = default;
};

/// A ranked disjunctive query with coordination: a document that holds more of the words stands before one that holds
/// fewer, whatever their BM25F scores.
///
/// Word i scores idf_i * max over its alternatives of (weight * saturated BM25F term frequency). The words that a
/// document must hold at least, the *level*, starts at all of them and falls one by one until at least `min_matches`
/// documents match or the level is `min_level`; `total` counts the documents at that level or above, and only those are
/// among the hits. idf_i is that of the alternative that most documents hold. If all words are stop-words, all are
/// required.
struct SearchQuery {
  std::vector<text::QueryWord> words;  ///< At most 32; those marked stop_word score but are not required.
  FilterExpression filter;
  std::uint32_t k = 10;
  std::uint32_t min_matches = 1;
  std::uint32_t min_level = 1;
  /// False: plain BM25F for long texts. The order follows the score alone, the level is 1 from the start.
  bool coordination = true;
  /// Also give every document that `total` counts.
  bool collect_matches = false;
  /// Stop when it has passed, with what was found until then. Null: never.
  base::Deadline* deadline = nullptr;
};

struct Hit {
  domain::ItemId item;
  DocRef doc;
  float score = 0.0F;               ///< Sum of the words' scores (without the coordination).
  std::uint32_t words_matched = 0;  ///< Required words that the document holds.
};

struct SearchResult {
  std::vector<Hit> hits;  ///< words_matched descending, score descending, then static rank, then ItemId.
  std::uint64_t total = 0;
  std::uint32_t level = 0;  ///< The level that `total` was counted at.
  /// The most that any document could have scored: the sum of the words' idf (times their greatest weight), without
  /// the words that no document holds.
  double max_score = 0.0;
  MatchSet matches;      ///< When they were asked for: the documents that `total` counts.
  bool partial = false;  ///< The deadline passed before every document was looked at.
};

/// What one word gave to one document's score.
struct WordContribution {
  std::string surface;
  std::string term;  ///< The alternative that counted; empty when the document does not hold the word.
  float idf = 0.0F;
  float score = 0.0F;
};

}  // namespace khoj::index
