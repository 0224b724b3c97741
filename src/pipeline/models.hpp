// What was learnt in bulk from the catalogue and the event log, at one moment: immutable, shared, replaced as a whole.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/ids.hpp"
#include "mine/rule_table.hpp"
#include "mine/tfidf_model.hpp"
#include "signals/engagement_weights.hpp"
#include "text/analyzer.hpp"

namespace khoj::pipeline {

struct SemanticModel;

struct TrendingEntry {
  domain::ItemId item;
  double score = 0.0;  ///< Above 0.
  friend bool operator==(const TrendingEntry&, const TrendingEntry&) = default;
};
using TrendingList = std::vector<TrendingEntry>;  ///< The best first.
inline constexpr std::size_t kMaxTrending = 10'000;

/// As bytes: 12 an entry, the item (4) and the score (float64), little-endian.
[[nodiscard]] std::string to_bytes(const TrendingList& list);
/// Errors: corruption (half an entry, a score out of range or above the one before, too many).
base::Result<TrendingList> trending_from_bytes(std::string_view bytes);

struct Models {
  std::optional<mine::TfidfModel> content;  ///< Over titles and sub-categories.
  std::shared_ptr<const SemanticModel>
      semantic;                       ///< Of the same artefact. Null: of too few words, or none was made yet.
  std::uint64_t content_version = 0;  ///< Of the artefact; 0: none.
  std::optional<mine::RuleTable> rules;  ///< Between ItemIds.
  std::uint64_t rules_version = 0;
  TrendingList trending;  ///< As of the last full hour: for as long as the signals know nothing.
  std::uint64_t trending_version = 0;
  std::optional<signals::EngagementWeights> engagement;  ///< Absent: what is assumed holds.
  std::uint64_t profiles_version = 0;
};

/// The text by which products are compared: the title, and the last level of the first category path.
void fill_content_document(const text::Analyzer& analyzer, std::string_view title, std::string_view category,
                           mine::TfidfDocument& document);

}  // namespace khoj::pipeline
