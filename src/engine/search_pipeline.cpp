#include "engine/search_pipeline.hpp"

#include <algorithm>

#include "engine/facets.hpp"
#include "engine/page.hpp"
#include "engine/request_checks.hpp"
#include "engine/result_item.hpp"
#include "text/normalise.hpp"

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
  context.filter = understood.filter;
  context.pincode = request.pincode;
  context.snapshot = live.snapshot;
  context.min_matches = understood.policy->min_matches;
  context.coordination = understood.policy->coordination;
  context.explain = request.explain;
  context.browse = request.browse;
  context.collect_matches = !request.facets.empty() || !request.sort.empty();
  return context;
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

/// Position of the page's first product. Behind a cursor of a sort it is not known: at least a page has gone before.
std::uint32_t first_position(const SearchRequest& request, const UnderstoodRequest& understood) {
  if (!understood.cursor) return request.offset;
  const auto passed = static_cast<std::uint32_t>(understood.cursor->shown.size());
  return request.offset + (passed > 0 ? passed : request.limit);
}

/// All but the items.
pipeline::Impression impression_of(const SearchRequest& request, const UnderstoodRequest& understood,
                                   const std::string& normalized, std::uint64_t total) {
  pipeline::Impression impression;
  impression.tenant = request.tenant;
  impression.client_key = request.client_key;
  if (request.client_key != 0) impression.typed = request.query;
  auto& shown = impression.shown;
  shown.request_id = request.request_id;
  shown.surface = request.browse ? "browse" : "search";
  shown.policy = request.policy;
  // A price alone leaves no words.
  shown.query = normalized.empty() ? text::fold(request.query) : normalized;
  shown.offset = first_position(request, understood);
  shown.total = total;
  shown.items.reserve(request.limit);
  return impression;
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
    impression.shown.items.push_back(candidate.item);
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
  response.words =
      static_cast<std::uint32_t>(std::count_if(context.query.words.begin(), context.query.words.end(),
                                               [](const auto& word) { return !word.stop_word; }));
  response.chips = response_chips(understood.chips, std::span(page.candidates).first(page.window));
  response.next_cursor = std::move(page.next_cursor);
  auto impression = impression_of(request, understood, context.query.normalized, response.total);
  response.items = show(*understood.policy, context, page, impression);
  response.normalized_query = std::move(context.query.normalized);
  response.partial = page.partial || (deadline && deadline->was_passed());
  impressions.record(std::move(impression));
  return response;
}

}  // namespace khoj::engine
