#include "engine/search_pipeline.hpp"

#include <algorithm>
#include <new>

#include "base/clock.hpp"
#include "engine/current_lists.hpp"
#include "engine/facet_values.hpp"
#include "engine/facets.hpp"
#include "engine/page.hpp"
#include "engine/remembered_search.hpp"
#include "engine/request_checks.hpp"
#include "engine/result_item.hpp"
#include "query/filter_split.hpp"
#include "text/normalise.hpp"

namespace khoj::engine {
namespace {

using base::Result;
using pipeline::Candidate;
using pipeline::Context;

constexpr std::size_t kSuggestedChips = 10;
/// Longer lists are not kept: a few hundred of them would be much memory.
constexpr std::size_t kLongestList = 100;

/// What the shopper has shown an interest in lately, ascending.
std::vector<domain::ItemId> seen_items(const pipeline::Shopper& shopper) {
  std::vector<domain::ItemId> items;
  for (const auto& past : shopper.profile.items) items.push_back(past.item);
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return items;
}

/// Whether anything is known of what the shopper wants.
bool is_known(const Context& context) {
  return context.shopper &&
         !(context.shopper->profile.items.empty() && context.shopper->profile.queries.empty());
}

/// What the shop's own rules hide joins what holds whatever is asked.
Context context_of(const LiveState& live, const SearchRequest& request, UnderstoodRequest& understood) {
  Context context;
  context.tenant = request.tenant;
  if (!request.browse) context.query = live.parser->parse(understood.text);
  understood.held = query::both(std::move(understood.held), context.query.restriction);
  context.curation = live.curation->match(context.query.normalized, understood.asked, base::now_ms());
  if (!context.curation.hidden.empty()) {
    const auto hidden = index::FilterExpression::of_items(context.curation.hidden);
    understood.held = query::both(std::move(understood.held), index::FilterExpression::none_of({hidden}));
  }
  context.filter = query::both(understood.asked, understood.held);
  context.analyzer = live.parser->analyzer();
  context.pincode = request.pincode;
  context.signals = live.signals;
  context.models = live.models;
  context.memo = live.memo;
  context.snapshot = live.snapshot;
  context.min_matches = understood.policy->min_matches;
  context.coordination = understood.policy->coordination;
  context.explain = request.explain;
  context.browse = request.browse;
  context.shopper = request.shopper;
  if (request.anchor) {
    if (const auto doc = live.snapshot->index->find(*request.anchor))
      context.anchor = pipeline::Anchor{*request.anchor, *doc};
  }
  if (understood.policy->exclude_seen && context.shopper) context.excluded = seen_items(*context.shopper);
  context.collect_matches =
      !request.facets.empty() || !request.sort.empty() || understood.group_column.has_value();
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

std::vector<Chip> response_chips(const SearchRequest& request, const std::vector<query::ParsedChip>& active,
                                 std::span<const Candidate> candidates) {
  std::vector<Chip> chips;
  for (const auto& [chip, filter] : active) chips.push_back({chip.type, chip.label, chip.value, true});
  if (!request.suggest_chips) return chips;
  for (auto& chip : query::suggest_chips(candidates, active, kSuggestedChips)) {
    chips.push_back({std::move(chip.type), std::move(chip.label), std::move(chip.value), false});
  }
  return chips;
}

/// The query's words as the sources took them.
std::vector<text::QueryWord> words_of(const Context& context, const Page& page) {
  for (const auto& result : page.results) {
    if (!result.retrieval.words.empty()) return result.retrieval.words;
  }
  return context.query.words;
}

/// Position of the page's first product. Behind a cursor of a sort it is not known: at least a page has gone before.
std::uint32_t first_position(const SearchRequest& request, const UnderstoodRequest& understood) {
  if (!understood.cursor) return request.offset;
  const auto passed = static_cast<std::uint32_t>(understood.cursor->shown.size());
  return request.offset + (passed > 0 ? passed : request.limit);
}

/// What is logged, but for the items.
domain::Impression shown_of(const SearchRequest& request, const UnderstoodRequest& understood,
                            const std::string& normalized, std::uint64_t total) {
  domain::Impression shown;
  shown.surface = !request.surface.empty() ? request.surface : request.browse ? "browse" : "search";
  shown.policy = request.policy;
  // A price alone leaves no words.
  shown.query = normalized.empty() ? text::fold(request.query) : normalized;
  shown.offset = first_position(request, understood);
  shown.total = total;
  return shown;
}

/// Dresses what the page shows into `found`.
void show(const CompiledPolicy& policy, const Context& context, Page& page, FoundSearch& found) {
  auto& items = found.response.items;
  items.reserve(page.shown.size());
  found.docs.reserve(page.shown.size());
  for (const std::size_t i : page.shown) {
    Candidate& candidate = page.candidates[i];
    const std::size_t place = items.size();
    if (i >= page.window) {
      read_cards(*context.snapshot->index, std::span(&candidate, 1));
      candidate.score = policy.ranker.score(context, candidate);
    }
    if (context.explain) explain(policy, context, page.results, candidate);
    if (place < domain::kMaxImpressionItems) found.shown.items.push_back(candidate.item);
    found.docs.push_back(candidate.doc);
    items.push_back(to_item(std::move(candidate), context.explain));
    if (place < page.groups.size()) items.back().group = std::move(page.groups[place]);
  }
}

Result<FoundSearch> find(const LiveState& live, const SearchRequest& request, const base::MonotonicNow& now) {
  KHOJ_ASSIGN(auto understood, understand(live, request));
  std::optional<base::Deadline> deadline;
  if (request.budget_ms) deadline.emplace(*request.budget_ms, now);
  Context context = context_of(live, request, understood);
  if (deadline) context.deadline = &*deadline;
  if (understood.policy->known_shoppers_only && !is_known(context)) {
    FoundSearch nothing;
    nothing.shown = shown_of(request, understood, {}, 0);
    return nothing;
  }

  KHOJ_ASSIGN(auto page, make_page(live, request, understood, context));
  FoundSearch found;
  SearchResponse& response = found.response;
  const FacetScope scope{&live,        &context,      &understood.asked,      &understood.held,
                         page.results, &page.matches, understood.group_column};
  KHOJ_ASSIGN(response.facets, count_facets(scope, request.facets));
  response.total = page.total;
  response.words_required = page.words_required;
  response.words = count_words(context.query, page.results);
  response.chips = response_chips(request, understood.chips, std::span(page.candidates).first(page.window));
  response.next_cursor = std::move(page.next_cursor);
  found.shown = shown_of(request, understood, context.query.normalized, response.total);
  show(*understood.policy, context, page, found);
  if (!request.highlight.empty()) response.matched_words = words_of(context, page);
  response.normalized_query = std::move(context.query.normalized);
  response.partial = page.partial || (deadline && deadline->was_passed());
  return found;
}

/// Finds what is asked, and shows `keep(FoundSearch)` what is whole.
template <typename Keep>
Result<FoundSearch> find_and_keep(const LiveState& live, const SearchRequest& request,
                                  const base::MonotonicNow& now, Keep keep) {
  auto found = find(live, request, now);
  if (!found || found->response.partial) return found;
  try {
    keep(*found);
  } catch (const std::bad_alloc&) {
    return found;  // It is there all the same.
  }
  return found;
}

/// Finds what everybody is recommended, or what was found since the last thing that happened in the shop.
Result<FoundSearch> find_or_recall_list(const LiveState& live, const SearchRequest& request,
                                        const base::MonotonicNow& now) {
  const auto lists = *live.memo->get<std::shared_ptr<CurrentLists>>(
      "current lists", [] { return std::make_shared<CurrentLists>(); });
  const auto changes = live.signals ? live.signals->changes() : 0;
  const auto question = question_of(live.number, request);
  if (const auto known = lists->find(question, changes)) return recall(*live.snapshot->index, *known);
  return find_and_keep(live, request, now, [&](const FoundSearch& found) {
    if (found.response.items.size() <= kLongestList)
      lists->insert(question, changes, std::make_shared<const RememberedSearch>(remember(found)));
  });
}

/// Finds what is asked, or remembers what was found the last time that it was.
Result<FoundSearch> find_or_recall(const LiveState& live, const SearchRequest& request,
                                   const base::MonotonicNow& now) {
  const auto policy = live.policies->find(request.policy);
  const bool lasting = policy != live.policies->end() && policy->second.lasting && !request.recommend;
  if (request.explain || live.curation->depends_on_time(base::now_ms())) return find(live, request, now);
  if (request.recommend && !request.shopper && !request.anchor)
    return find_or_recall_list(live, request, now);
  if (live.remembered == nullptr || !lasting) return find(live, request, now);
  const std::string question = question_of(live.number, request);
  if (const auto known = live.remembered->find(question)) return recall(*live.snapshot->index, *known);
  return find_and_keep(live, request, now, [&](const FoundSearch& found) {
    auto remembered = std::make_shared<const RememberedSearch>(remember(found));
    const std::size_t bytes = memory_of(*remembered) + question.size();
    live.remembered->insert(question, std::move(remembered), bytes);
  });
}

}  // namespace

Result<SearchResponse> run_search(const LiveState& live, const SearchRequest& request,
                                  pipeline::ImpressionSink& impressions, const base::MonotonicNow& now) {
  KHOJ_ASSIGN(auto found, find_or_recall(live, request, now));
  pipeline::Impression impression{request.tenant, std::move(found.shown), {}, request.client_key};
  impression.shown.request_id = request.request_id;
  if (request.client_key != 0) impression.typed = request.query;
  impressions.record(std::move(impression));
  return std::move(found.response);
}

Result<std::vector<domain::ItemId>> find_items(const LiveState& live, const SearchRequest& request) {
  KHOJ_ASSIGN(auto found, find(live, request, base::SteadyClock::now));
  return std::move(found.shown.items);
}

Result<FacetSearchResponse> run_facet_search(const LiveState& live, const FacetSearchRequest& request) {
  SearchRequest scope;
  scope.tenant = request.tenant;
  scope.query = request.query;
  scope.browse = request.query.empty();
  scope.policy = scope.browse ? "browse" : "search";
  scope.filter = request.filter;
  scope.chips = request.chips;
  scope.limit = 1;
  KHOJ_ASSIGN(auto understood, understand(live, scope));
  auto field = live.fields->require(request.field);
  if (!field) return base::fail(base::at("field", std::move(field).error()));
  const auto column = live.snapshot->index->column_index((*field)->column);
  if (!(*field)->is_text() || !column) {
    return base::fail(base::at("field", base::make_error(base::ErrorCode::invalid_argument,
                                                         "'{}' holds no texts to look for", request.field)));
  }
  Context context = context_of(live, scope, understood);
  context.collect_matches = true;
  KHOJ_ASSIGN(const auto page, make_page(live, scope, understood, context));
  KHOJ_ASSIGN(const auto matches, matches_for({&live, &context, &understood.asked, &understood.held,
                                               page.results, &page.matches, std::nullopt},
                                              **field));
  return find_values(index::MatchedDocuments(*live.snapshot->index, matches), *live.labels, **field, *column,
                     request.prefix, request.limit);
}

}  // namespace khoj::engine
