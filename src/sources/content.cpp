#include "sources/content.hpp"

#include <algorithm>

#include "pipeline/product_card.hpp"
#include "sources/list_source.hpp"
#include "sources/seeds.hpp"

namespace khoj::sources {
namespace {

/// The latest products say best what the next one is like: with all twenty, recall@20 was 0.188 instead of 0.207
/// (docs/quality.md), at seven times the cost.
constexpr std::size_t kMostSeeds = 3;

class ContentSource final : public ListSource {
 public:
  [[nodiscard]] pipeline::ShopperPart asks_of_shopper() const noexcept override {
    return pipeline::ShopperPart::history;
  }

 protected:
  void propose(const pipeline::Context& context, Proposals& proposals) const override {
    if (!context.models || !context.models->content) return;
    const auto accept = [&](domain::ItemId item) {
      if (std::binary_search(context.excluded.begin(), context.excluded.end(), item)) return false;
      return proposals.would_pass(item);
    };
    std::vector<ScoredItem> items;
    for (const auto& [item, score] : similar(context, proposals.wanted(), accept))
      items.push_back({item, static_cast<double>(score)});
    proposals.add(items);
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
  static std::vector<mine::SimilarItem> similar(const pipeline::Context& context, std::size_t k,
                                                const mine::ItemFilter& accept) {
    thread_local mine::TfidfScratch scratch;
    const auto& model = *context.models->content;
    if (context.anchor && !model.contains(context.anchor->item)) {
      // It came after the model was made.
      const auto card = pipeline::read_product_card(context.snapshot->index->stored(context.anchor->doc));
      if (!card || !context.analyzer) return {};
      mine::TfidfDocument document;
      pipeline::fill_content_document(*context.analyzer, card->title, card->category, document);
      return model.similar(document, k + 1, scratch, accept);
    }
    if (context.anchor) return model.similar(context.anchor->item, k, scratch, accept).value_or(Similar{});
    std::vector<mine::WeightedItem> profile;
    auto seeds = seeds_of(context);
    sort_by_score(seeds);
    seeds.resize(std::min(kMostSeeds, seeds.size()));
    for (const auto& [item, score] : seeds) profile.push_back({item, static_cast<float>(score)});
    if (profile.empty()) return {};
    return model.similar(profile, k, scratch, accept).value_or(Similar{});
  }

  using Similar = std::vector<mine::SimilarItem>;
};

}  // namespace

std::shared_ptr<const pipeline::Source> make_content_source() {
  return std::make_shared<const ContentSource>();
}

}  // namespace khoj::sources
