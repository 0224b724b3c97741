#include "sources/content.hpp"

#include <algorithm>

#include "pipeline/product_card.hpp"
#include "sources/item_table.hpp"
#include "sources/list_source.hpp"
#include "sources/seeds.hpp"

namespace khoj::sources {
namespace {

/// The latest products say best what the next one is like: with all twenty, recall@20 was 0.188 instead of 0.207
/// (docs/quality.md), at seven times the cost.
constexpr std::size_t kMostSeeds = 3;

bool is_excluded(const pipeline::Context& context, domain::ItemId item) {
  return std::binary_search(context.excluded.begin(), context.excluded.end(), item);
}

struct MayBeShown {
  const pipeline::Context& context;
  const Proposals& proposals;
  bool operator()(domain::ItemId item) const {
    return !is_excluded(context, item) && proposals.would_pass(item);
  }
};

class ContentSource final : public ListSource {
 public:
  [[nodiscard]] pipeline::ShopperPart asks_of_shopper() const noexcept override {
    return pipeline::ShopperPart::history;
  }

 protected:
  void propose(const pipeline::Context& context, Proposals& proposals) const override {
    if (!context.models || !context.models->content) return;
    const auto& model = *context.models->content;
    if (!context.anchor) return propose_like_latest(context, model, proposals);
    if (model.contains(context.anchor->item)) return propose_like(context, model, proposals);
    propose_like_newcomer(context, model, proposals);
  }

  [[nodiscard]] std::string_view name() const noexcept override { return "content"; }

  [[nodiscard]] std::string reason(const pipeline::Context& context, domain::ItemId item) const override {
    constexpr std::size_t kWords = 3;
    if (!context.anchor) return "described like what you wanted";
    const auto shared = context.models->content->shared_terms(context.anchor->item, item);
    std::string words;
    for (std::size_t i = 0; shared && i < std::min(kWords, shared->size()); ++i)
      words += fmt::format("{}{}", words.empty() ? "" : ", ", (*shared)[i].term);
    return words.empty() ? "described alike" : "described alike: " + words;
  }

 private:
  using Similar = std::vector<mine::SimilarItem>;

  static void add(const pipeline::Context& context, const Similar& similar, Proposals& proposals) {
    for (const auto& [item, score] : similar) {
      if (is_excluded(context, item)) continue;
      if (!proposals.add(item, static_cast<double>(score))) return;
    }
  }

  /// Exactly the most similar that may be shown: what is remembered is looked through first.
  static void propose_like(const pipeline::Context& context, const mine::TfidfModel& model,
                           Proposals& proposals) {
    const auto item = context.anchor->item;
    const auto nearest = model.nearest(item, scratch());
    if (!nearest) return;
    const auto wanted = proposals.wanted();
    add(context, **nearest, proposals);
    if (proposals.full() || (*nearest)->size() < mine::TfidfModel::kNearest) return;
    const MayBeShown accept{context, proposals};
    add(context, model.similar(item, wanted, scratch(), accept).value_or(Similar{}), proposals);
  }

  /// Of a product that came after the model was made the text is compared.
  static void propose_like_newcomer(const pipeline::Context& context, const mine::TfidfModel& model,
                                    Proposals& proposals) {
    const auto card = pipeline::read_product_card(context.snapshot->index->stored(context.anchor->doc));
    if (!card || !context.analyzer) return;
    mine::TfidfDocument document;
    pipeline::fill_content_document(*context.analyzer, card->title, card->category, document);
    const MayBeShown accept{context, proposals};
    add(context, model.similar(document, proposals.wanted(), scratch(), accept), proposals);
  }

  /// The nearest to the sum of the latest, out of those that are nearest to each of them; where these are too few, out of all.
  static void propose_like_latest(const pipeline::Context& context, const mine::TfidfModel& model,
                                  Proposals& proposals) {
    const auto latest = latest_of(context);
    const auto wanted = proposals.wanted();
    const MayBeShown accept{context, proposals};
    ItemTable met(latest.size() * mine::TfidfModel::kNearest);
    std::vector<domain::ItemId> near;
    bool all_are_near = true;  // Whatever is like one of the latest at all.
    for (const auto& [seed, weight] : latest) {
      const auto nearest = model.nearest(seed, scratch());
      if (!nearest) continue;
      all_are_near = all_are_near && (*nearest)->size() < mine::TfidfModel::kNearest;
      for (const auto& [item, score] : **nearest)
        if (met.insert(item)) near.push_back(item);
    }
    Similar found;
    for (const auto& similar : model.rank(latest, near, scratch()).value_or(Similar{})) {
      if (found.size() == wanted) break;
      if (accept(similar.item)) found.push_back(similar);
    }
    if (found.size() < wanted && !all_are_near)
      found = model.similar(latest, wanted, scratch(), accept).value_or(Similar{});
    add(context, found, proposals);
  }

  static std::vector<mine::WeightedItem> latest_of(const pipeline::Context& context) {
    auto seeds = seeds_of(context);
    sort_by_score(seeds);
    seeds.resize(std::min(kMostSeeds, seeds.size()));
    std::vector<mine::WeightedItem> latest;
    for (const auto& [item, score] : seeds) latest.push_back({item, static_cast<float>(score)});
    return latest;
  }

  static mine::TfidfScratch& scratch() {
    thread_local mine::TfidfScratch scratch;
    return scratch;
  }
};

}  // namespace

std::shared_ptr<const pipeline::Source> make_content_source() {
  return std::make_shared<const ContentSource>();
}

}  // namespace khoj::sources
