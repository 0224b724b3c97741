#include "sources/clicked.hpp"

#include <array>

#include "sources/content.hpp"
#include "sources/covisit.hpp"
#include "sources/list_source.hpp"
#include "sources/rules.hpp"
#include "sources/seeds.hpp"

namespace khoj::sources {
namespace {

struct Part {
  std::shared_ptr<const pipeline::Source> source;
  double weight;
};

class ClickedSource final : public ListSource {
 public:
  ClickedSource()
      : parts_{Part{make_covisit_source(), 0.6}, Part{make_content_source(), 0.2},
               Part{make_rules_source(), 0.2}} {}

 protected:
  /// Each part's scores are divided by its best; parts that have nothing leave their weight to the others.
  void propose(const pipeline::Context& context, Proposals& proposals) const override {
    std::array<pipeline::Retrieval, 3> found;
    double weights = 0.0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      auto retrieval = parts_[i].source->retrieve(context, static_cast<std::uint32_t>(proposals.wanted()));
      if (!retrieval || retrieval->items.empty()) continue;
      found[i] = *std::move(retrieval);
      weights += parts_[i].weight;
    }
    ItemSums sums;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      for (const auto& item : found[i].items)
        sums.add(item.item, parts_[i].weight / weights * item.score / found[i].items.front().score);
    }
    proposals.add(sums.best_first());
  }

  [[nodiscard]] std::string_view name() const noexcept override { return "clicked"; }

  [[nodiscard]] std::string reason(const pipeline::Context& /*context*/,
                                   domain::ItemId /*item*/) const override {
    return "follows from what you clicked";
  }

 private:
  std::array<Part, 3> parts_;
};

}  // namespace

std::shared_ptr<const pipeline::Source> make_clicked_source() {
  return std::make_shared<const ClickedSource>();
}

}  // namespace khoj::sources
