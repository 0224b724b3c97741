#include "engine/search_pipeline.hpp"

#include <algorithm>

#include "engine/facets.hpp"
#include "engine/page.hpp"
#include "engine/request_checks.hpp"
#include "engine/result_item.hpp"
#include "query/filter_language.hpp"

namespace khoj::engine {
namespace {

using base::Result;
using pipeline::Candidate;
using pipeline::Context;

constexpr std::size_t kSuggestedChips = 10;

Context context_of(const LiveState& live, const SearchRequest& request, const UnderstoodRequest& understood) {
  Context context;
  context.tenant = request.tenant;
  if (!request.browse) context.query = live.parser->parse(understood.text);
  context.filter = query::both(understood.filter, context.query.restriction);
  context.analyzer = live.parser->analyzer();
  context.pincode = request.pincode;
  context.snapshot = live.snapshot;
  context.min_matches = understood.policy->min_matches;
  context.coordination = understood.policy->coordination;
  context.explain = request.explain;
  context.browse = request.browse;
  context.collect_matches = !request.facets.empty() || !request.sort.empty();
  return context;
}

/// How many words a product must hold to hold all of them, as the sources took them: a word may have been two.
std::uint32_t count_words(const pipeline::Query& query, std::span<const rank::SourceResult> results) {
  const auto required = [](const std::vector<text::QueryWord>& words) {
    return static_cast<std::uint32_t>(
        std::count_if(words.begin(), words.end(), [](const auto& word) { return !word.stop_word; }));
  };
  std::uint32_t count = required(query.words);
  for (const auto& result : results) count = std::max(count, required(result.retrieval.words));
  return count;
}

/// The ranker's shares, then those that arranging has already added.
void explain(const CompiledPolicy& policy, const Context& context,
             std::span<const rank::SourceResult> results, Candidate& candidate) {
  auto& shares = candidate.explanation.shares;
  const auto arranged = static_cast<std::ptrdiff_t>(shares.size());
  policy.ranker.explain(context, results, candidate);
  std::rotate(shares.begin(), shares.begin() + arranged, shares.end());
}

std::vector<Chip> response_chips(const std::vector<query::ParsedChip>& active,
                                 std::span<const Candidate> candidates) {
  std::vector<Chip> chips;
  for (const auto& [chip, filter] : active) chips.push_back({chip.type, chip.label, chip.value, true});
  for (auto& chip : query::suggest_chips(candidates, active, kSuggestedChips)) {
    chips.push_back({std::move(chip.type), std::move(chip.label), std::move(chip.value), false});
  }
  return chips;
}

/// Dresses what the page shows, and notes it in `impression`.
std::vector<ResultItem> show(const CompiledPolicy& policy, const Context& context, Page& page,
                             pipeline::Impression& impression) {
  std::vector<ResultItem> items;
  items.reserve(page.shown.size());
  for (const std::size_t i : page.shown) {
    Candidate& candidate = page.candidates[i];
    if (i >= page.window) {
      read_cards(*context.snapshot->index, std::span(&candidate, 1));
      candidate.score = policy.ranker.score(context, candidate);
    }
    if (context.explain) explain(policy, context, page.results, candidate);
    impression.items.push_back(candidate.item);
    items.push_back(to_item(std::move(candidate), context.explain));
  }
  return items;
}

}  // namespace

Result<SearchResponse> run_search(const LiveState& live, const SearchRequest& request,
                                  pipeline::ImpressionSink& impressions, const base::MonotonicNow& now) {
  std::optional<base::Deadline> deadline;
  if (request.budget_ms && *request.budget_ms > 0.0) deadline.emplace(*request.budget_ms, now);
  KHOJ_ASSIGN(const auto understood, understand(live, request));
  Context context = context_of(live, request, understood);
  if (deadline) context.deadline = &*deadline;

  KHOJ_ASSIGN(auto page, make_page(live, request, understood, context));
  SearchResponse response;
  const FacetScope scope{&live, &context, page.results, &page.matches};
  KHOJ_ASSIGN(response.facets, count_facets(scope, request.facets));
  response.total = page.total;
  response.words_required = page.words_required;
  response.words = count_words(context.query, page.results);
  response.chips = response_chips(understood.chips, std::span(page.candidates).first(page.window));
  response.next_cursor = std::move(page.next_cursor);
  pipeline::Impression impression{request.tenant, request.policy, {}, request.offset, response.total};
  response.items = show(*understood.policy, context, page, impression);
  response.normalized_query = std::move(context.query.normalized);
  response.partial = page.partial || (deadline && deadline->was_passed());
  impressions.record(impression);
  return response;
}

}  // namespace khoj::engine
