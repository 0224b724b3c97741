#include "sources/again.hpp"

#include "sources/list_source.hpp"
#include "sources/seeds.hpp"

namespace khoj::sources {
namespace {

class AgainSource final : public ListSource {
 public:
  [[nodiscard]] pipeline::ShopperPart asks_of_shopper() const noexcept override {
    return pipeline::ShopperPart::history;
  }

 protected:
  void propose(const pipeline::Context& context, Proposals& proposals) const override {
    if (context.anchor) return;
    auto seeds = seeds_of(context);
    sort_by_score(seeds);
    proposals.add(seeds);
  }

  [[nodiscard]] std::string_view name() const noexcept override { return "again"; }

  [[nodiscard]] std::string reason(const pipeline::Context& /*context*/,
                                   domain::ItemId /*item*/) const override {
    return "you had it before";
  }
};

}  // namespace

std::shared_ptr<const pipeline::Source> make_again_source() { return std::make_shared<const AgainSource>(); }

}  // namespace khoj::sources
