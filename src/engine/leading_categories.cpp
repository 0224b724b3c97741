#include "engine/leading_categories.hpp"

#include <algorithm>
#include <map>

#include "index/facet_counts.hpp"
#include "pipeline/product_card.hpp"
#include "text/slug.hpp"

namespace khoj::engine {
namespace {

/// How many of the most frequent values are looked at, and how many trending products.
constexpr std::size_t kValues = 200;
constexpr std::size_t kTrending = 500;

struct Standing {
  double events = 0.0;
  std::uint64_t products = 0;
};

/// The first level of the card's category; empty when it has none.
std::string_view top_level(const pipeline::ProductCard& card) {
  return card.category.substr(0, card.category.find(domain::kCategorySeparator));
}

std::map<std::string, Standing> standings(const LiveState& live) {
  std::map<std::string, Standing> all;  // By label.
  const auto& index = *live.snapshot->index;
  const auto column = index.column_index(pipeline::column::kCategory);
  if (!column) return all;
  const auto matches = index.match({}, 0);
  const index::MatchedDocuments documents(index, matches);
  for (const auto& value : index::count_values(documents, *column, kValues).values) {
    const auto card = pipeline::read_product_card(index::example_of(documents, *column, value.value));
    if (!card || text::slug(top_level(*card)) != value.value) continue;
    all[std::string(top_level(*card))].products = value.count;
  }
  if (!live.signals) return all;
  std::vector<signals::TrendingItem> trending;
  live.signals->trending.visit([&](const signals::TrendingItem& item) {
    trending.push_back(item);
    return trending.size() < kTrending;
  });
  for (const auto& [item, weight] : trending) {
    const auto doc = index.find(item);
    if (!doc) continue;
    const auto card = pipeline::read_product_card(index.stored(*doc));
    if (!card || card->category.empty()) continue;
    if (const auto known = all.find(std::string(top_level(*card))); known != all.end())
      known->second.events += weight;
  }
  return all;
}

std::vector<LeadingCategory> in_order(const LiveState& live) {
  const auto all = standings(live);
  std::vector<std::pair<std::string, Standing>> sorted(all.begin(), all.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    if (a.second.events != b.second.events) return a.second.events > b.second.events;
    return a.second.products > b.second.products;
  });
  std::vector<LeadingCategory> categories;
  for (const auto& [label, standing] : sorted) categories.push_back({label, text::slug(label)});
  return categories;
}

}  // namespace

std::vector<LeadingCategory> leading_categories(const LiveState& live, std::size_t limit) {
  const auto all =
      live.memo->get<std::vector<LeadingCategory>>("leading categories", [&] { return in_order(live); });
  return {all->begin(), all->begin() + static_cast<std::ptrdiff_t>(std::min(limit, all->size()))};
}

}  // namespace khoj::engine
