#include "engine/suggestion_set.hpp"

#include <algorithm>
#include <iterator>

#include "engine/near_duplicates.hpp"
#include "engine/suggestion_choice.hpp"
#include "index/completion/completion_builder.hpp"
#include "pipeline/product_card.hpp"
#include "query/chips.hpp"
#include "query/price_intent.hpp"

namespace khoj::engine {
namespace {

using index::completion::CompletionBuilder;
using index::completion::CompletionIndex;
using index::completion::Kind;
using index::completion::KindMask;
using index::completion::mask_of;

constexpr std::size_t kChips = 6;
/// Chips are proposed from so many of the best products.
constexpr std::uint32_t kChipProducts = 48;
/// So many texts' chips are remembered; then all are forgotten.
constexpr std::size_t kMaxCachedChips = 32'768;

base::Result<CompletionIndex> build_index(const std::vector<Suggestible>& suggestibles, KindMask kinds,
                                          const text::Analyzer& analyzer) {
  std::vector<Suggestible> wanted;
  std::copy_if(suggestibles.begin(), suggestibles.end(), std::back_inserter(wanted),
               [&](const Suggestible& one) { return (kinds & mask_of(one.entry.kind)) != 0; });
  CompletionBuilder builder;
  // What the builder refuses, a text of symbols or a very long one, is nothing to suggest.
  for (const auto& one : without_near_duplicates(std::move(wanted), analyzer)) (void)builder.add(one.entry);
  return builder.build();
}

Chip to_chip(query::Chip&& chip, bool active) {
  return {std::move(chip.type), std::move(chip.label), std::move(chip.value), active};
}

}  // namespace

base::Result<std::shared_ptr<const SuggestionSet>> SuggestionSet::build(
    std::shared_ptr<const LiveState> live, const std::vector<Suggestible>& suggestibles) {
  KHOJ_ASSIGN(const auto analyzer, text::Analyzer::create({}));
  auto set = std::make_shared<SuggestionSet>();
  set->live_ = std::move(live);
  KHOJ_ASSIGN(set->all_, build_index(suggestibles, index::completion::kAllKinds, analyzer));
  KHOJ_ASSIGN(set->categories_, build_index(suggestibles, mask_of(Kind::category), analyzer));
  KHOJ_ASSIGN(set->brands_, build_index(suggestibles, mask_of(Kind::brand), analyzer));
  KHOJ_ASSIGN(set->products_, build_index(suggestibles, mask_of(Kind::product), analyzer));
  return set;
}

SuggestResponse SuggestionSet::suggest(const SuggestRequest& request, std::uint32_t limit,
                                       base::SteadyClock::time_point deadline) const {
  index::completion::Options options;
  options.deadline = deadline;
  SuggestResponse response;
  response.normalized_query = normalized_words(request.query);
  std::string typed = request.query;
  if (live_->price_intent) {
    if (auto intent = query::find_price_intent(request.query)) {
      if (auto chip = query::parse_chip(intent->chip))
        response.chips.push_back(to_chip(std::move(chip->chip), true));
      typed = std::move(intent->rest);
    }
  }
  response.suggestions = choose_suggestions(all_, typed, limit, options);
  if (!response.suggestions.empty()) {
    auto chips = chips_for(response.suggestions.front().text, response.chips.empty());
    response.chips.insert(response.chips.end(), std::make_move_iterator(chips.begin()),
                          std::make_move_iterator(chips.end()));
  }
  if (request.groups) {
    auto queries = options;
    queries.kinds = mask_of(Kind::query) | mask_of(Kind::attribute);
    response.groups = SuggestionGroups{choose_suggestions(all_, typed, limit, queries),
                                       choose_suggestions(categories_, typed, limit, options),
                                       choose_suggestions(brands_, typed, limit, options),
                                       choose_suggestions(products_, typed, limit, options)};
  }
  return response;
}

SuggestionSet::Chips SuggestionSet::chips_for(const std::string& text, bool with_price) const {
  std::shared_ptr<const Chips> chips;
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = chips_.find(text); known != chips_.end()) chips = known->second;
  }
  if (!chips) {
    chips = std::make_shared<const Chips>(find_chips(text));
    const std::lock_guard lock(mutex_);
    if (chips_.size() >= kMaxCachedChips) chips_.clear();
    chips_.emplace(text, chips);
  }
  Chips out = *chips;
  if (!with_price) std::erase_if(out, [](const Chip& chip) { return chip.type == "price"; });
  return out;
}

SuggestionSet::Chips SuggestionSet::find_chips(const std::string& text) const {
  const auto& index = *live_->snapshot->index;
  index::SearchQuery query;
  query.words = live_->parser->parse(text).words;
  if (query.words.empty()) return {};
  query.filter = shown_products(*live_);
  query.k = kChipProducts;
  std::vector<pipeline::Candidate> candidates;
  for (const auto& hit : index.search(query).hits) {
    const auto card = pipeline::read_product_card(index.stored(hit.doc));
    if (!card) continue;
    auto& candidate = candidates.emplace_back();
    candidate.item = hit.item;
    candidate.doc = hit.doc;
    candidate.card = *card;
  }
  Chips chips;
  for (auto& chip : query::suggest_chips(candidates, {}, kChips))
    chips.push_back(to_chip(std::move(chip), false));
  return chips;
}

std::size_t SuggestionSet::memory_bytes() const noexcept {
  return all_.memory_bytes() + categories_.memory_bytes() + brands_.memory_bytes() + products_.memory_bytes();
}

}  // namespace khoj::engine
