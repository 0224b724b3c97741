#include "sources/list_source.hpp"

#include <algorithm>

#include "index/segment.hpp"

namespace khoj::sources {

index::MatchSet set_of(const index::IndexSnapshot& index, std::span<const pipeline::Retrieved> items,
                       const index::FilterExpression& filter) {
  index::MatchSet matches;
  for (const auto& segment : index.segments())
    matches.segments.emplace_back((std::size_t{segment->reader().doc_count()} + 63) / 64);
  for (const auto& item : items) {
    if (index.passes(filter, item.doc))
      matches.segments[item.doc.segment][item.doc.doc_id / 64] |= std::uint64_t{1} << (item.doc.doc_id % 64);
  }
  return matches;
}

bool Proposals::add(domain::ItemId item, double score) {
  if (full()) return false;
  if (context_.anchor && context_.anchor->item == item) return true;
  const auto doc = passing_.find(item);
  if (!doc || !seen_.insert(item)) return true;
  retrieval_.items.push_back({item, *doc, score, 0});
  retrieval_.total = retrieval_.items.size();
  return !full();
}

bool Proposals::add(std::span<const ScoredItem> items) {
  for (const auto& [item, score] : items) {
    if (!add(item, score)) return false;
  }
  return !full();
}

void sort_by_score(std::vector<ScoredItem>& items) { std::sort(items.begin(), items.end(), comes_before); }

base::Result<pipeline::Retrieval> ListSource::retrieve(const pipeline::Context& context,
                                                       std::uint32_t limit) const {
  Proposals proposals(context, limit);
  if (limit > 0) propose(context, proposals);
  auto retrieval = proposals.take();
  if (context.collect_matches)
    retrieval.matches = set_of(*context.snapshot->index, retrieval.items, context.filter);
  return retrieval;
}

base::Result<index::MatchSet> ListSource::match(const pipeline::Context& context,
                                                const pipeline::Retrieval& retrieval) const {
  return set_of(*context.snapshot->index, retrieval.items, context.filter);
}

void ListSource::explain(const pipeline::Context& context, const pipeline::Retrieval& /*retrieval*/,
                         const pipeline::Retrieved& item, double scale,
                         pipeline::Explanation& explanation) const {
  explanation.add(fmt::format("source.{}", name()), reason(context, item.item), scale * item.score);
}

}  // namespace khoj::sources
