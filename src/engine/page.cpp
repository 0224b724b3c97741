#include "engine/page.hpp"

#include <algorithm>
#include <limits>

#include "arrange/pins.hpp"
#include "arrange/seller_cap.hpp"
#include "arrange/stock.hpp"
#include "engine/matches.hpp"
#include "engine/result_item.hpp"
#include "index/column_sort.hpp"
#include "index/facet_counts.hpp"

namespace khoj::engine {
namespace {

using base::Result;
using index::SortKey;
using pipeline::Candidate;
using pipeline::Context;

/// Asks every source for as many as the policy says, and `least` at least.
Result<Page> retrieve(const CompiledPolicy& policy, const Context& context, std::uint32_t least) {
  Page page;
  for (const auto& [source, limit, weight] : policy.sources) {
    KHOJ_ASSIGN(auto retrieval, source->retrieve(context, std::max(limit, least)));
    page.total = std::max(page.total, retrieval.total);
    page.words_required = std::max(page.words_required, retrieval.words_required);
    page.partial = page.partial || retrieval.partial;
    page.results.push_back({source.get(), weight, std::move(retrieval)});
  }
  page.candidates = rank::blend(page.results);
  if (context.collect_matches) page.matches = take_matches(page.results);
  return page;
}

/// Ranks and arranges the policy's window of candidates; what lies behind it keeps the order of retrieval.
void order(const LiveState& live, const CompiledPolicy& policy, const Context& context, Page& page) {
  auto& candidates = page.candidates;
  page.window = std::min<std::size_t>(candidates.size(), policy.window);
  std::vector<Candidate> behind(
      std::make_move_iterator(candidates.begin() + static_cast<std::ptrdiff_t>(page.window)),
      std::make_move_iterator(candidates.end()));
  candidates.resize(page.window);
  read_cards(*context.snapshot->index, candidates);
  policy.ranker.rank(context, candidates);
  if (live.settings->out_of_stock == "demote") arrange::demote_out_of_stock(candidates, context.explain);
  arrange::cap_sellers(candidates, policy.arrange.max_per_seller);
  candidates.insert(candidates.end(), std::make_move_iterator(behind.begin()),
                    std::make_move_iterator(behind.end()));
}

/// The pinned products that retrieval did not give, as far as they are there and pass the filter.
std::vector<Candidate> fetch_pinned(const Context& context, const std::vector<Candidate>& candidates) {
  const auto& index = *context.snapshot->index;
  std::vector<Candidate> fetched;
  for (const auto& pin : context.curation.pins) {
    const auto is_it = [&](const Candidate& candidate) { return candidate.item == pin.item; };
    if (std::any_of(candidates.begin(), candidates.end(), is_it) ||
        std::any_of(fetched.begin(), fetched.end(), is_it))
      continue;
    const auto doc = index.find(pin.item);
    if (!doc || !index.passes(context.filter, *doc)) continue;
    auto& candidate = fetched.emplace_back();
    candidate.item = pin.item;
    candidate.doc = *doc;
  }
  return fetched;
}

/// Products that have come into the window get their cards and scores.
void pin(const CompiledPolicy& policy, const Context& context, Page& page) {
  if (context.curation.pins.empty()) return;
  auto fetched = fetch_pinned(context, page.candidates);
  page.total += fetched.size();
  page.window = std::min(page.window + fetched.size(), page.candidates.size() + fetched.size());
  arrange::place_pins(page.candidates, context.curation.pins, std::move(fetched));
  for (std::size_t i = 0; i < page.window; ++i) {
    Candidate& candidate = page.candidates[i];
    if (!candidate.card.product_id.empty()) continue;
    read_cards(*context.snapshot->index, std::span(&candidate, 1));
    candidate.score = policy.ranker.score(context, candidate);
  }
}

/// The policy's order. Behind a cursor the page is the best of what was not shown yet.
Result<Page> ranked_page(const LiveState& live, const SearchRequest& request,
                         const UnderstoodRequest& understood, const Context& context) {
  const auto& policy = *understood.policy;
  std::vector<std::uint64_t> shown;
  if (understood.cursor) shown = understood.cursor->shown;
  const auto passed = static_cast<std::uint32_t>(shown.size()) + request.offset;
  KHOJ_ASSIGN(auto page, retrieve(policy, context, passed + request.limit + 1));
  order(live, policy, context, page);
  pin(policy, context, page);

  const std::size_t before = shown.size();
  std::size_t skip = request.offset;
  bool more = false;
  for (std::size_t i = 0; i < page.candidates.size(); ++i) {
    const std::uint64_t item = page.candidates[i].item.value;
    const auto old = shown.begin() + static_cast<std::ptrdiff_t>(before);
    if (std::binary_search(shown.begin(), old, item)) continue;
    more = page.shown.size() == request.limit;
    if (more) break;
    shown.push_back(item);
    if (skip > 0) {
      --skip;
    } else {
      page.shown.push_back(i);
    }
  }
  if (more && shown.size() <= kMaxShown) {
    std::sort(shown.begin(), shown.end());
    Cursor cursor;
    cursor.shown = std::move(shown);
    page.next_cursor = encode_cursor(cursor, understood.binding);
  }
  return page;
}

bool uses_relevance(const std::vector<SortKey>& keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [](const SortKey& key) { return key.kind == SortKey::Kind::relevance; });
}

/// One number for every match, in the order of the matches: what retrieval gave it.
std::vector<double> relevance_of(const index::MatchedDocuments& matches, std::vector<Candidate> candidates) {
  const auto key = [](index::DocRef doc) { return (std::uint64_t{doc.segment} << 32U) | doc.doc_id; };
  std::sort(candidates.begin(), candidates.end(),
            [&](const Candidate& a, const Candidate& b) { return key(a.doc) < key(b.doc); });
  std::vector<double> relevance;
  relevance.reserve(matches.count());
  auto at = candidates.begin();
  for (std::uint32_t s = 0; s < matches.segments().size(); ++s) {
    index::MatchedDocuments::visit(matches.segments()[s], [&](std::uint32_t doc) {
      while (at != candidates.end() && key(at->doc) < key({s, doc})) ++at;
      const bool found = at != candidates.end() && at->doc == index::DocRef{s, doc};
      relevance.push_back(found ? pipeline::kWordStep * at->words_matched + at->relevance : 0.0);
    });
  }
  return relevance;
}

/// The request's own order, over everything that matches.
Result<Page> sorted_page(const SearchRequest& request, const UnderstoodRequest& understood,
                         const Context& context) {
  const bool scored = uses_relevance(understood.sort);
  constexpr std::uint32_t kAll = std::numeric_limits<std::uint32_t>::max();
  KHOJ_ASSIGN(auto page, retrieve(*understood.policy, context, scored ? kAll : 0));
  const index::MatchedDocuments matches(*context.snapshot->index, page.matches);
  std::vector<double> relevance;
  if (scored) relevance = relevance_of(matches, std::move(page.candidates));
  page.candidates.clear();

  std::optional<index::SortPlace> after;
  if (understood.cursor) after = understood.cursor->place();
  const std::size_t end = std::size_t{request.offset} + request.limit;
  const auto sorted = index::sort_matches(matches, understood.sort, end + 1, after, relevance);
  for (std::size_t i = request.offset; i < std::min(end, sorted.size()); ++i) {
    Candidate& candidate = page.candidates.emplace_back();
    candidate.item = sorted[i].place.item;
    candidate.doc = sorted[i].doc;
    page.shown.push_back(page.shown.size());
  }
  page.window = page.candidates.size();
  read_cards(*context.snapshot->index, page.candidates);
  for (Candidate& candidate : page.candidates)
    candidate.score = understood.policy->ranker.score(context, candidate);
  if (sorted.size() > end) {
    page.next_cursor =
        encode_cursor(Cursor::behind(sorted[end - 1].place, understood.sort.size()), understood.binding);
  }
  return page;
}

}  // namespace

Result<Page> make_page(const LiveState& live, const SearchRequest& request,
                       const UnderstoodRequest& understood, const Context& context) {
  return understood.sort.empty() ? ranked_page(live, request, understood, context)
                                 : sorted_page(request, understood, context);
}

}  // namespace khoj::engine
