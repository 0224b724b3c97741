#include "sources/catalog_order.hpp"

#include <array>

#include "index/column_sort.hpp"
#include "sources/list_source.hpp"

namespace khoj::sources {
namespace {

using Items = std::vector<domain::ItemId>;

struct Order {
  std::string_view source;
  std::array<const char*, 2> columns;  ///< Each descending.
  std::string_view reason;
};

constexpr Order kBestValue{
    "best_value", {pipeline::column::kDiscount, pipeline::column::kRating}, "saves the most of its price"};
constexpr Order kTopRated{
    "top_rated", {pipeline::column::kRating, pipeline::column::kRatingCount}, "is rated best"};

Items sorted_items(const index::IndexSnapshot& index, const index::FilterExpression& filter,
                   const Order& order, std::size_t limit) {
  std::vector<index::SortKey> keys;
  for (const char* name : order.columns) {
    const auto column = index.column_index(name);
    if (column) keys.push_back({.descending = true, .column = *column});
  }
  index::SearchQuery query;
  query.filter = filter;
  const auto matches = index.match(query, 0);
  const index::MatchedDocuments documents(index, matches);
  Items items;
  for (const auto& sorted : index::sort_matches(documents, keys, limit)) items.push_back(sorted.place.item);
  return items;
}

/// The score falls evenly from 1 with the place.
void add_in_order(const Items& items, Proposals& proposals) {
  const auto count = static_cast<double>(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!proposals.add(items[i], 1.0 - static_cast<double>(i) / count)) return;
  }
}

class OrderedSource final : public ListSource {
 public:
  explicit OrderedSource(const Order& order) : order_(order) {}

 protected:
  void propose(const pipeline::Context& context, Proposals& proposals) const override {
    const std::size_t limit = proposals.wanted() + kSpare;
    const auto piece = fmt::format("{} {} {}", order_.source, limit, context.filter.canonical());
    const auto items = context.memo->get<Items>(
        piece, [&] { return sorted_items(*context.snapshot->index, context.filter, order_, limit); });
    add_in_order(*items, proposals);
  }

  [[nodiscard]] std::string_view name() const noexcept override { return order_.source; }

  [[nodiscard]] std::string reason(const pipeline::Context& /*context*/,
                                   domain::ItemId /*item*/) const override {
    return std::string(order_.reason);
  }

 private:
  /// For those that have gone since the order was made.
  static constexpr std::size_t kSpare = 20;

  Order order_;
};

class PopularSource final : public ListSource {
 protected:
  void propose(const pipeline::Context& context, Proposals& proposals) const override {
    const auto limit = static_cast<std::uint32_t>(proposals.wanted() + (context.anchor ? 1 : 0));
    const auto found = context.snapshot->index->browse(context.filter, limit);
    const auto count = static_cast<double>(found.hits.size());
    for (std::size_t i = 0; i < found.hits.size(); ++i) {
      if (!proposals.add(found.hits[i].item, 1.0 - static_cast<double>(i) / count)) return;
    }
  }

  [[nodiscard]] std::string_view name() const noexcept override { return "popular"; }

  [[nodiscard]] std::string reason(const pipeline::Context& /*context*/,
                                   domain::ItemId /*item*/) const override {
    return "is popular";
  }
};

}  // namespace

std::shared_ptr<const pipeline::Source> make_best_value_source() {
  return std::make_shared<const OrderedSource>(kBestValue);
}
std::shared_ptr<const pipeline::Source> make_top_rated_source() {
  return std::make_shared<const OrderedSource>(kTopRated);
}
std::shared_ptr<const pipeline::Source> make_popular_source() {
  return std::make_shared<const PopularSource>();
}

}  // namespace khoj::sources
