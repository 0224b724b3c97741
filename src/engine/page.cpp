#include "engine/page.hpp"

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "arrange/pins.hpp"
#include "arrange/seller_cap.hpp"
#include "arrange/stock.hpp"
#include "engine/matches.hpp"
#include "engine/result_item.hpp"
#include "index/column_sort.hpp"
#include "index/facet_counts.hpp"
#include "index/grouping.hpp"

namespace khoj::engine {
namespace {

using base::Result;
using index::SortKey;
using pipeline::Candidate;
using pipeline::Context;

/// Asks every source for as many as the policy says, and `least` at least.
Result<Page> retrieve(const CompiledPolicy& policy, const Context& context, std::uint32_t least) {
  Page page;
  std::size_t found = 0;
  least += static_cast<std::uint32_t>(context.excluded.size());
  for (const auto& [source, limit, weight, fallback, group] : policy.sources) {
    if (fallback && found >= least) continue;
    KHOJ_ASSIGN(auto retrieval, source->retrieve(context, std::max(limit, least)));
    if (policy.blend == pipeline::Blend::min_max) rank::normalise(retrieval);
    found += retrieval.items.size();
    page.total = std::max(page.total, retrieval.total);
    page.words_required = std::max(page.words_required, retrieval.words_required);
    page.partial = page.partial || retrieval.partial;
    page.results.push_back({source.get(), weight, std::move(retrieval), group});
  }
  page.candidates = rank::blend(page.results);
  std::erase_if(page.candidates, [&](const Candidate& candidate) {
    return std::binary_search(context.excluded.begin(), context.excluded.end(), candidate.item);
  });
  // Sources that find different products have more together than any of them.
  page.total = std::max<std::uint64_t>(page.total, page.candidates.size());
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

/// What a result stands for on pages and in cursors: the product, or its group.
std::uint64_t key_of(const UnderstoodRequest& understood, const Context& context, domain::ItemId item,
                     index::DocRef doc) {
  if (!understood.group_column) return item.value;
  return index::group_of(*context.snapshot->index, doc, *understood.group_column);
}

/// Walks down the candidates, passes over what is in `shown` and `offset` more, and puts the next `limit` on the page;
/// their keys join those in `shown`, sorted. @return whether there is anything behind them.
bool fill_page(const SearchRequest& request, const UnderstoodRequest& understood, const Context& context,
               std::vector<std::uint64_t>& shown, Page& page) {
  std::unordered_set<std::uint64_t> seen(shown.begin(), shown.end());
  std::size_t skip = request.offset;
  bool more = false;
  for (std::size_t i = 0; i < page.candidates.size() && !more; ++i) {
    const auto key = key_of(understood, context, page.candidates[i].item, page.candidates[i].doc);
    if (seen.contains(key)) continue;
    more = page.shown.size() == request.limit;
    if (more) break;
    seen.insert(key);
    shown.push_back(key);
    if (skip > 0) {
      --skip;
    } else {
      page.shown.push_back(i);
    }
  }
  std::sort(shown.begin(), shown.end());
  return more;
}

/// The policy's order. Behind a cursor the page is the best of what was not shown yet.
Result<Page> ranked_page(const LiveState& live, const SearchRequest& request,
                         const UnderstoodRequest& understood, const Context& context) {
  std::vector<std::uint64_t> before;
  if (understood.cursor) before = understood.cursor->shown;
  constexpr std::uint32_t kDeeper = 4;
  std::uint32_t depth = static_cast<std::uint32_t>(before.size()) + request.offset + request.limit + 1;
  while (true) {
    KHOJ_ASSIGN(auto page, retrieve(*understood.policy, context, depth));
    order(live, *understood.policy, context, page);
    pin(*understood.policy, context, page);
    auto shown = before;
    const bool more = fill_page(request, understood, context, shown, page);
    // Of large groups many candidates make few results: then more are asked for.
    const bool all_seen = page.candidates.size() >= page.total || page.partial;
    if (understood.group_column && !more && !all_seen) {
      depth = std::max<std::uint32_t>(depth, understood.policy->window) * kDeeper;
      continue;
    }
    if (more && shown.size() <= kMaxShown) {
      Cursor cursor;
      cursor.shown = std::move(shown);
      page.next_cursor = encode_cursor(cursor, understood.binding);
    }
    return page;
  }
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

/// The first product of every group, in the order of the sort, behind `after`.
std::vector<index::SortedDocument> first_of_groups(const index::MatchedDocuments& matches,
                                                   const UnderstoodRequest& understood,
                                                   const Context& context,
                                                   const std::optional<index::SortPlace>& after,
                                                   std::span<const double> relevance) {
  auto sorted = index::sort_matches(matches, understood.sort, matches.count(), {}, relevance);
  std::unordered_set<std::uint64_t> seen;
  std::erase_if(sorted, [&](const index::SortedDocument& document) {
    const bool first = seen.insert(key_of(understood, context, document.place.item, document.doc)).second;
    return !first || (after && !index::comes_before(understood.sort, *after, document.place));
  });
  return sorted;
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
  auto sorted = understood.group_column
                    ? first_of_groups(matches, understood, context, after, relevance)
                    : index::sort_matches(matches, understood.sort, end + 1, after, relevance);
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
  KHOJ_ASSIGN(auto page, understood.sort.empty() ? ranked_page(live, request, understood, context)
                                                 : sorted_page(request, understood, context));
  if (understood.group_column) {
    const auto& index = *context.snapshot->index;
    const index::Grouping groups(index::MatchedDocuments(index, page.matches), *understood.group_column);
    page.total = groups.count();
    for (const std::size_t i : page.shown) {
      const auto doc = page.candidates[i].doc;
      const auto column = *understood.group_column;
      page.groups.push_back({std::string(index::group_value(index, doc, column)),
                             groups.size_of(index::group_of(index, doc, column))});
    }
  }
  return page;
}

}  // namespace khoj::engine
