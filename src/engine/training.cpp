#include "engine/training.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "mine/fp_growth.hpp"
#include "mine/tfidf_builder.hpp"
#include "pipeline/models.hpp"
#include "signals/engagement.hpp"

namespace khoj::engine {
namespace {

constexpr std::uint32_t kPage = 2'000;
constexpr std::int64_t kDayMs = 86'400'000;

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
  KHOJ_ASSIGN(const auto sets, mine::mine_item_sets({offsets, items}, {.min_support = options.min_support}));
  KHOJ_ASSIGN(const auto rules, mine::derive_rules(sets, {.min_confidence = options.min_confidence}));
  return mine::RuleTable(rules);
}

}  // namespace khoj::engine
