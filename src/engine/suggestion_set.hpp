// A SuggestionSet answers requests for suggestions from one moment's catalogue and query log: the completions of all
// kinds, those of each kind for grouped answers, and the chips that go with them. Immutable but for its caches;
// thread-safe. The Suggester builds and publishes it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/answer_cache.hpp"
#include "base/clock.hpp"
#include "engine/catalog_suggestions.hpp"
#include "engine/completion_layers.hpp"
#include "engine/search_pipeline.hpp"
#include "engine/suggest_request.hpp"
#include "engine/suggestion_sources.hpp"
#include "index/completion/completion_index.hpp"

namespace khoj::engine {

class SuggestionSet {
 public:
  /// Lays what was logged over what the catalogue has: of two that say the same the weightier one counts.
  /// Cost: some microseconds a logged text. Errors: internal (ICU), resource_exhausted.
  static base::Result<std::shared_ptr<const SuggestionSet>> build(
      std::shared_ptr<const LiveState> live, std::shared_ptr<const CatalogSuggestions> catalog,
      std::vector<Suggestible> logged);

  /// At most `limit` suggestions, and as many of each kind when groups are asked for. Never the query itself; at most
  /// half of the suggestions begin with the same two words when there are others. Cost: tens of microseconds, next to
  /// nothing for what was asked before, and some hundred once for each text whose chips have to be found out.
  [[nodiscard]] std::shared_ptr<const SuggestResponse> suggest(const SuggestRequest& request,
                                                               std::uint32_t limit,
                                                               base::SteadyClock::time_point deadline) const;

  [[nodiscard]] std::size_t size() const noexcept { return catalog_->all().size() + logged_.size(); }
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

 private:
  using Chips = std::vector<Chip>;

  static constexpr std::size_t kRememberedBytes = 64U << 20U;
  static constexpr std::size_t kRememberedChips = 32'768;

  [[nodiscard]] SuggestResponse answer(const SuggestRequest& request, std::uint32_t limit,
                                       base::SteadyClock::time_point deadline) const;
  [[nodiscard]] Chips chips_for(const std::string& text, bool with_price) const;
  [[nodiscard]] Chips find_chips(const std::string& text) const;

  std::shared_ptr<const LiveState> live_;
  std::shared_ptr<const CatalogSuggestions> catalog_;
  index::completion::CompletionIndex logged_;
  HiddenTexts hidden_;  ///< Of the catalogue: what logged_ says, too.

  base::AnswerCache<SuggestResponse> answers_{kRememberedBytes};
  base::AnswerCache<Chips> chips_{kRememberedChips};
};

}  // namespace khoj::engine
