#include "sources/rules.hpp"

#include <algorithm>

#include "sources/list_source.hpp"
#include "sources/seeds.hpp"

namespace khoj::sources {
namespace {

std::vector<mine::RuleMatch> matches_of(const pipeline::Context& context) {
  if (!context.models || !context.models->rules) return {};
  std::vector<std::uint32_t> items;
  for (const auto& seed : seeds_of(context)) items.push_back(seed.item.value);
  std::sort(items.begin(), items.end());
  return context.models->rules->match(items);
}

class RulesSource final : public ListSource {
 public:
  [[nodiscard]] pipeline::ShopperPart asks_of_shopper() const noexcept override {
    return pipeline::ShopperPart::history;
  }

 protected:
  void propose(const pipeline::Context& context, Proposals& proposals) const override {
    std::vector<ScoredItem> items;
    for (const auto& match : matches_of(context))
      items.push_back({domain::ItemId(match.item), static_cast<double>(match.confidence)});
    proposals.add(items);
  }

  [[nodiscard]] std::string_view name() const noexcept override { return "rules"; }

  [[nodiscard]] std::string reason(const pipeline::Context& context, domain::ItemId item) const override {
    for (const auto& match : matches_of(context)) {
      if (match.item != item.value) continue;
      return fmt::format("{:.0f}% of those who wanted that wanted this, too, {:.1f} times as many as of all",
                         static_cast<double>(match.confidence) * 100.0, static_cast<double>(match.lift));
    }
    return "wanted together";
  }
};

}  // namespace

std::shared_ptr<const pipeline::Source> make_rules_source() { return std::make_shared<const RulesSource>(); }

}  // namespace khoj::sources
