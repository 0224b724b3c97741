#include "sources/trending.hpp"

#include "base/clock.hpp"
#include "sources/list_source.hpp"

namespace khoj::sources {
namespace {

class TrendingSource final : public ListSource {
 protected:
  /// The board is read a piece at a time, so that events do not wait for filters.
  void propose(const pipeline::Context& context, Proposals& proposals) const override {
    if (!context.signals) return;
    constexpr std::size_t kMore = 4;
    std::size_t passed = 0;
    std::size_t wanted = proposals.wanted() * 2;
    double best = 0.0;
    for (bool more = true; more;) {
      std::vector<ScoredItem> items;
      items.reserve(wanted);
      std::size_t place = 0;
      context.signals->trending.visit([&](const signals::TrendingItem& trending) {
        if (place == 0) best = trending.weight;
        if (place++ >= passed) items.push_back({trending.item, trending.weight / best});
        return place < passed + wanted;
      });
      more = proposals.add(items) && items.size() == wanted;
      passed += wanted;
      wanted *= kMore;
    }
  }

  [[nodiscard]] std::string_view name() const noexcept override { return "trending"; }

  [[nodiscard]] std::string reason(const pipeline::Context& context, domain::ItemId item) const override {
    return fmt::format("{:.2f} decayed events", context.signals->trending.score(item, base::now_ms()));
  }
};

}  // namespace

std::shared_ptr<const pipeline::Source> make_trending_source() {
  return std::make_shared<const TrendingSource>();
}

}  // namespace khoj::sources
