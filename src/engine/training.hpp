// How models are made of the catalogue and the event log: each a pure function of what it reads, the same for the same.
// When, and where the outcome is kept, is the jobs' business.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "base/result.hpp"
#include "domain/tenant.hpp"
#include "mine/rule_table.hpp"
#include "mine/tfidf_model.hpp"
#include "pipeline/models.hpp"
#include "signals/live_signals.hpp"
#include "store/catalog_store.hpp"

namespace khoj::engine {

/// Called now and then with (done, of how many); an error ends the training with it.
using TrainingProgress = std::function<base::Status(std::uint64_t, std::uint64_t)>;

/// The content model over all products' titles and sub-categories. Blocks. Errors: those of the store, of `progress`.
base::Result<mine::TfidfModel> train_content(store::CatalogStore& catalog, const domain::Tenant& tenant,
                                             const TrainingProgress& progress = {});

struct RuleTrainingOptions {
  double min_support = 0.01;  ///< Of the transactions, in (0, 1].
  double min_confidence = 0.5;
  std::int64_t history_days = 30;
};

/// One transaction a user: the different products that they wanted within the history; two at least. A rule takes three
/// users and has four products at most; where there are too many item sets or rules, min_support is doubled until there
/// are not. @param events  in any order. Errors: invalid_argument.
base::Result<mine::RuleTable> train_rules(std::span<const signals::LoggedEvent> events, std::int64_t now_ms,
                                          const RuleTrainingOptions& options);

/// Replays the log and counts how much each kind of event says of what its user wants next.
/// @param events  by at_ms. Errors: that of `progress`. Cost: some tens of microseconds an event.
base::Result<signals::EngagementCounts> count_engagement(std::span<const signals::LoggedEvent> events,
                                                         const signals::SignalOptions& options,
                                                         const TrainingProgress& progress = {});

/// What is trending at `now_ms` by the log alone, the best first, at most pipeline::kMaxTrending.
[[nodiscard]] pipeline::TrendingList trending_of(std::span<const signals::LoggedEvent> events,
                                                 std::int64_t now_ms,
                                                 const signals::TrendingOptions& options);

}  // namespace khoj::engine
