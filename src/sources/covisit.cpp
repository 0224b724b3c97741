#include "sources/covisit.hpp"

#include "sources/item_sums.hpp"
#include "sources/list_source.hpp"
#include "sources/seeds.hpp"

namespace khoj::sources {
namespace {

class CovisitSource final : public ListSource {
 public:
  [[nodiscard]] pipeline::ShopperPart asks_of_shopper() const noexcept override {
    return pipeline::ShopperPart::history;
  }

 protected:
  void propose(const pipeline::Context& context, Proposals& proposals) const override {
    if (!context.signals) return;
    ItemSums sums;
    for (const auto& seed : seeds_of(context)) {
      context.signals->co_visits.visit(
          seed.item, [&](const auto& near) { sums.add(near.item, seed.score * near.score); });
    }
    sums.visit_best_first([&](const ScoredItem& item) { return proposals.add(item); });
  }

  [[nodiscard]] std::string_view name() const noexcept override { return "covisit"; }

  [[nodiscard]] std::string reason(const pipeline::Context& context, domain::ItemId /*item*/) const override {
    return context.anchor ? "wanted by those who wanted this product"
                          : "wanted by those who want what you do";
  }
};

}  // namespace

std::shared_ptr<const pipeline::Source> make_covisit_source() {
  return std::make_shared<const CovisitSource>();
}

}  // namespace khoj::sources
