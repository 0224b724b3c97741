#include "sources/diverse_picks.hpp"

#include <algorithm>

#include "base/rng.hpp"
#include "index/segment.hpp"
#include "sources/category_shares.hpp"
#include "sources/list_source.hpp"

namespace khoj::sources {
namespace {

/// So many are drawn for one that is wanted, before it is given up: a filter may leave few.
constexpr std::size_t kDrawsPerItem = 40;

using Shares = std::unordered_map<std::string, double, base::StringHash, std::equal_to<>>;

/// What part of the shopper's products lies in each leaf category.
Shares shares_of_shopper(const pipeline::Context& context) {
  Shares shares;
  if (!context.shopper) return shares;
  const auto& index = *context.snapshot->index;
  double count = 0.0;
  for (const auto& past : context.shopper->profile.items) {
    const auto doc = index.find(past.item);
    if (!doc) continue;
    shares[leaf_category_of(context, *doc)] += 1.0;
    count += 1.0;
  }
  for (auto& [category, share] : shares) share /= count;
  return shares;
}

std::uint32_t last_item(const index::IndexSnapshot& index) {
  std::uint32_t last = 0;
  for (std::uint32_t s = 0; s < index.segments().size(); ++s) {
    const auto docs = index.segments()[s]->reader().doc_count();
    for (std::uint32_t doc = 0; doc < docs; ++doc) last = std::max(last, index.item({s, doc}).value);
  }
  return last;
}

class DiversePicksSource final : public ListSource {
 public:
  [[nodiscard]] pipeline::ShopperPart asks_of_shopper() const noexcept override {
    return pipeline::ShopperPart::history;
  }

 protected:
  /// Drawing products evenly draws each category by its size, which favours none of the under-represented.
  void propose(const pipeline::Context& context, Proposals& proposals) const override {
    const auto catalogue = category_shares(context);
    const auto own = shares_of_shopper(context);
    const auto& index = *context.snapshot->index;
    // By ItemId, which stays when segments are merged.
    const auto last = context.memo->get<std::uint32_t>("last item", [&] { return last_item(index); });
    base::Rng rng(context.shopper ? context.shopper->day_seed : 0);
    std::size_t draws = proposals.wanted() * kDrawsPerItem;
    while (draws-- > 0 && !proposals.full()) {
      const domain::ItemId item(static_cast<std::uint32_t>(rng.below(std::uint64_t{*last} + 1)));
      const double score = rng.uniform();
      const auto doc = index.find(item);
      if (!doc) continue;
      if (!is_under_represented(leaf_category_of(context, *doc), own, *catalogue)) continue;
      proposals.add(item, score);
    }
  }

  [[nodiscard]] std::string_view name() const noexcept override { return "diverse_picks"; }

  [[nodiscard]] std::string reason(const pipeline::Context& /*context*/,
                                   domain::ItemId /*item*/) const override {
    return "from a category that you have seen little of";
  }

 private:
  static bool is_under_represented(const std::string& category, const Shares& own,
                                   const CategoryShares& catalogue) {
    const auto seen = own.find(category);
    if (seen == own.end()) return true;
    const auto known = catalogue.shares.find(category);
    return known != catalogue.shares.end() && seen->second < known->second;
  }
};

}  // namespace

std::shared_ptr<const pipeline::Source> make_diverse_picks_source() {
  return std::make_shared<const DiversePicksSource>();
}

}  // namespace khoj::sources
