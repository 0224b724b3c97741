#include "engine/suggestion_set.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/hash.hpp"
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
using index::completion::Entry;
using index::completion::Kind;
using index::completion::mask_of;

constexpr std::size_t kChips = 6;
/// Chips are proposed from so many of the best products.
constexpr std::uint32_t kChipProducts = 48;

/// The weightier of two that say the same, found under the words of the other, too.
Entry joined(const Entry& logged, const Entry& of_catalog) {
  const bool logged_first = logged.weight > of_catalog.weight;
  Entry out = logged_first ? logged : of_catalog;
  const Entry& other = logged_first ? of_catalog : logged;
  if (other.text != out.text) out.forms.push_back(other.text);
  out.forms.insert(out.forms.end(), other.forms.begin(), other.forms.end());
  return out;
}

Chip to_chip(query::Chip&& chip, bool active) {
  return {std::move(chip.type), std::move(chip.label), std::move(chip.value), active};
}

/// The bytes that an answer holds, about.
std::size_t memory_of(const SuggestResponse& response) {
  std::size_t bytes = sizeof response;
  const auto add = [&](const std::vector<Suggestion>& suggestions) {
    for (const auto& suggestion : suggestions) bytes += sizeof suggestion + suggestion.text.size();
  };
  add(response.suggestions);
  if (response.groups) {
    for (const auto* of_kind : {&response.groups->queries, &response.groups->categories,
                                &response.groups->brands, &response.groups->products})
      add(*of_kind);
  }
  for (const auto& chip : response.chips) bytes += sizeof chip + chip.label.size() + chip.value.size();
  return bytes;
}

}  // namespace

base::Result<std::shared_ptr<const SuggestionSet>> SuggestionSet::build(
    std::shared_ptr<const LiveState> live, std::shared_ptr<const CatalogSuggestions> catalog,
    std::vector<Suggestible> logged) {
  KHOJ_ASSIGN(const auto analyzer, text::Analyzer::create({}));
  auto set = std::make_shared<SuggestionSet>();
  set->live_ = std::move(live);
  set->catalog_ = std::move(catalog);
  KHOJ_ASSIGN(const auto distinct, without_near_duplicates(std::move(logged), analyzer));
  CompletionBuilder builder;
  for (std::size_t i = 0; i < distinct.kept.size(); ++i) {
    const auto& entry = distinct.kept[i].entry;
    const auto same = set->catalog_->find(distinct.families[i]);
    // What the builder refuses, a text of symbols or a very long one, is nothing to suggest.
    if (builder.add(same ? joined(entry, *same) : entry) && same)
      set->hidden_.insert(base::hash64(same->text));
  }
  KHOJ_ASSIGN(set->logged_, builder.build());
  return set;
}

std::shared_ptr<const SuggestResponse> SuggestionSet::suggest(const SuggestRequest& request,
                                                              std::uint32_t limit,
                                                              base::SteadyClock::time_point deadline) const {
  const std::string question = fmt::format("{}{} {}", limit, request.groups ? "g" : "", request.query);
  if (auto known = answers_.find(question)) return known;
  auto found = std::make_shared<const SuggestResponse>(answer(request, limit, deadline));
  // What time has cut short may be longer the next time.
  if (base::SteadyClock::now() < deadline)
    answers_.insert(question, found, question.size() + memory_of(*found));
  return found;
}

SuggestResponse SuggestionSet::answer(const SuggestRequest& request, std::uint32_t limit,
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
  const CompletionLayers all(logged_, catalog_->all(), hidden_);
  response.suggestions = choose_suggestions(all, typed, limit, options);
  if (!response.suggestions.empty()) {
    auto chips = chips_for(response.suggestions.front().text, response.chips.empty());
    response.chips.insert(response.chips.end(), std::make_move_iterator(chips.begin()),
                          std::make_move_iterator(chips.end()));
  }
  if (request.groups) {
    auto queries = options;
    queries.kinds = mask_of(Kind::query) | mask_of(Kind::attribute);
    const auto of_kind = [&](const CompletionIndex& index) {
      return choose_suggestions(CompletionLayers(index), typed, limit, options);
    };
    response.groups =
        SuggestionGroups{choose_suggestions(all, typed, limit, queries), of_kind(catalog_->categories()),
                         of_kind(catalog_->brands()), of_kind(catalog_->products())};
  }
  return response;
}

SuggestionSet::Chips SuggestionSet::chips_for(const std::string& text, bool with_price) const {
  auto chips = chips_.find(text);
  if (!chips) {
    chips = std::make_shared<const Chips>(find_chips(text));
    chips_.insert(text, chips);
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
  return catalog_->memory_bytes() + logged_.memory_bytes() + hidden_.size() * sizeof(std::uint64_t);
}

}  // namespace khoj::engine
