#include "sources/searches.hpp"

#include "sources/item_sums.hpp"
#include "sources/lexical.hpp"
#include "sources/list_source.hpp"

namespace khoj::sources {
namespace {

/// With five recall@20 was 0.2316 instead of 0.2390; with two, which is within the error, 0.2442 (docs/quality.md).
constexpr std::size_t kMaxSearches = 3;
/// What a search weighs less for each that came after it.
constexpr double kDecayPerSearch = 0.7;
/// The parts of what was wanted after the search, and of what its words find.
constexpr double kWantedPart = 0.6;
constexpr double kFoundPart = 0.4;
constexpr std::uint32_t kFound = 50;

class SearchesSource final : public ListSource {
 public:
  SearchesSource() : lexical_(make_lexical_source()) {}

  [[nodiscard]] pipeline::ShopperPart asks_of_shopper() const noexcept override {
    return pipeline::ShopperPart::searches;
  }

 protected:
  void propose(const pipeline::Context& context, Proposals& proposals) const override {
    ItemSums sums;
    if (!context.query.words.empty()) {
      add_wanted(context, context.query.raw, 1.0, sums);
    } else if (context.shopper) {
      double weight = 1.0;
      std::size_t searches = 0;
      for (const auto& search : context.shopper->searches) {
        if (searches++ == kMaxSearches) break;
        add_wanted(context, search.text, weight * kWantedPart, sums);
        add_found(context, search, weight * kFoundPart, sums);
        weight *= kDecayPerSearch;
      }
    }
    sums.visit_best_first([&](const ScoredItem& item) { return proposals.add(item); });
  }

  [[nodiscard]] std::string_view name() const noexcept override { return "searches"; }

  [[nodiscard]] std::string reason(const pipeline::Context& context, domain::ItemId /*item*/) const override {
    return context.query.words.empty() ? "fits what you searched" : "wanted by those who searched this";
  }

 private:
  static void add_wanted(const pipeline::Context& context, std::string_view text, double weight,
                         ItemSums& sums) {
    if (!context.signals) return;
    for (const auto& [item, share] : context.signals->query_clicks.of(signals::query_key(text)))
      sums.add(item, weight * share);
  }

  void add_found(const pipeline::Context& context, const pipeline::PastSearch& search, double weight,
                 ItemSums& sums) const {
    pipeline::Context asked = context;
    asked.query = search.query;
    asked.collect_matches = false;
    const auto found = lexical_->retrieve(asked, kFound);
    if (!found || found->items.empty()) return;
    // By place: what makes a product fit one search better than another one's does not show in the scores.
    double part = 1.0 / static_cast<double>(found->items.size());
    for (std::size_t i = 0; i < found->items.size(); ++i)
      sums.add(found->items[i].item, weight * part * 2.0 * (1.0 - static_cast<double>(i) * part));
  }

  std::shared_ptr<const pipeline::Source> lexical_;
};

}  // namespace

std::shared_ptr<const pipeline::Source> make_searches_source() {
  return std::make_shared<const SearchesSource>();
}

}  // namespace khoj::sources
