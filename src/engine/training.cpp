#include "engine/training.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "base/log.hpp"
#include "mine/fp_growth.hpp"
#include "mine/tfidf_builder.hpp"
#include "pipeline/models.hpp"
#include "signals/engagement.hpp"

namespace khoj::engine {
namespace {

constexpr std::uint32_t kPage = 2'000;
constexpr std::int64_t kDayMs = 86'400'000;

/// What one or two users did is no rule.
constexpr double kLeastUsers = 3.0;
/// Of longer sets there are very many, and they lead to little that their parts do not lead to.
constexpr std::uint32_t kLongestSet = 4;

base::Result<mine::RuleTable> mine_rules(const mine::Transactions& transactions, double min_support,
                                         double min_confidence) {
  KHOJ_ASSIGN(const auto sets,
              mine::mine_item_sets(transactions, {.min_support = min_support, .max_length = kLongestSet}));
  KHOJ_ASSIGN(const auto rules, mine::derive_rules(sets, {.min_confidence = min_confidence}));
  return mine::RuleTable(rules);
}

}  // namespace

base::Result<mine::TfidfModel> train_content(store::CatalogStore& catalog, const domain::Tenant& tenant,
                                             const TrainingProgress& progress) {
  KHOJ_ASSIGN(const auto analyzer, text::Analyzer::create({}));
  KHOJ_ASSIGN(auto builder, mine::TfidfBuilder::create({}));
  KHOJ_ASSIGN(const auto count, base::sync_wait(catalog.count(tenant)));
  mine::TfidfDocument document;
  std::string cursor;
  for (bool more = true; more;) {
    KHOJ_ASSIGN(const auto page, base::sync_wait(catalog.list(tenant, kPage, cursor)));
    for (const auto& [item, seq, product] : page.products) {
      pipeline::fill_content_document(
          analyzer, product.title,
          product.categories.empty() ? std::string_view() : std::string_view(product.categories.front()),
          document);
      builder.add(item, document);
    }
    if (progress) KHOJ_TRY(progress(builder.size(), count));
    more = page.next_cursor.has_value();
    if (more) cursor = *page.next_cursor;
  }
  return std::move(builder).build();
}

base::Result<mine::RuleTable> train_rules(std::span<const signals::LoggedEvent> events, std::int64_t now_ms,
                                          const RuleTrainingOptions& options) {
  std::map<domain::UserKey, std::vector<std::uint32_t>> wanted;
  for (const auto& event : events) {
    const bool counts = event.user && event.item && signals::engagement_of(event.kind) > 0.0 &&
                        event.at_ms >= now_ms - options.history_days * kDayMs;
    if (counts) wanted[*event.user].push_back(event.item->value);
  }
  std::vector<std::uint64_t> offsets = {0};
  std::vector<std::uint32_t> items;
  for (auto& [user, theirs] : wanted) {
    std::sort(theirs.begin(), theirs.end());
    theirs.erase(std::unique(theirs.begin(), theirs.end()), theirs.end());
    if (theirs.size() < 2) continue;
    items.insert(items.end(), theirs.begin(), theirs.end());
    offsets.push_back(items.size());
  }
  if (items.empty()) return mine::RuleTable();
  const auto transactions = static_cast<double>(offsets.size() - 1);
  if (transactions < kLeastUsers) return mine::RuleTable();
  double support = std::max(options.min_support, kLeastUsers / transactions);
  for (;;) {
    auto table = mine_rules({offsets, items}, support, options.min_confidence);
    const bool too_many = !table && table.error().code == base::ErrorCode::resource_exhausted;
    if (!too_many || support >= 1.0) return table;
    support = std::min(2.0 * support, 1.0);
    base::log::warn("too many rules: only what more users wanted together is looked at",
                    {{"min_support", support}});
  }
}

base::Result<signals::EngagementCounts> count_engagement(std::span<const signals::LoggedEvent> events,
                                                         const signals::SignalOptions& options,
                                                         const TrainingProgress& progress) {
  constexpr std::size_t kEventsAStep = 1'000;
  signals::LiveSignals signals(options);
  signals.profiles.set_whole();
  signals::EngagementCounts counts;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (progress && i % kEventsAStep == 0) KHOJ_TRY(progress(i, events.size()));
    counts.observe(signals, events[i]);
    signals.apply(events[i], events[i].at_ms);
  }
  return counts;
}

pipeline::TrendingList trending_of(std::span<const signals::LoggedEvent> events, std::int64_t now_ms,
                                   const signals::TrendingOptions& options) {
  signals::TrendingBoard board(options);
  for (const auto& event : events) {
    if (event.item && signals::engagement_of(event.kind) > 0.0)
      board.add(*event.item, std::min(event.at_ms, now_ms), now_ms);
  }
  pipeline::TrendingList list;
  std::vector<domain::ItemId> items;
  board.visit([&](const signals::TrendingItem& item) {
    items.push_back(item.item);
    return items.size() < pipeline::kMaxTrending;
  });
  for (const auto item : items) list.push_back({item, board.score(item, now_ms)});
  return list;
}

}  // namespace khoj::engine
