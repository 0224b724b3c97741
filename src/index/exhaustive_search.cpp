#include "index/exhaustive_search.hpp"

#include <algorithm>
#include <vector>

#include "index/query_plan.hpp"

namespace khoj::index {
namespace {

/// The score that `word` gives to every document of the segment; negative where a document does not hold it.
std::vector<float> scores_of(const PlannedWord& word, const SegmentReader& reader) {
  std::vector<float> scores(reader.doc_count(), -1.0F);
  for (const PlannedAlternative& alternative : word.alternatives) {
    if (!alternative.phrase.empty()) {
      for (std::uint32_t doc = 0; doc < reader.doc_count(); ++doc) {
        const auto impact = phrase_impact(reader, alternative.phrase, doc);
        if (impact) scores[doc] = std::max(scores[doc], alternative.scale * static_cast<float>(*impact));
      }
      continue;
    }
    const auto ordinal = reader.terms().find(alternative.term);
    if (!ordinal) continue;
    for (PostingCursor cursor(reader.postings(*ordinal)); cursor.doc() != kNoMoreDocs; cursor.next()) {
      float& score = scores[cursor.doc()];
      score = std::max(score, alternative.scale * static_cast<float>(cursor.impact()));
    }
  }
  return scores;
}

struct Match : RankedHit {
  float static_rank = 0.0F;
  std::uint32_t item = 0;
};

bool comes_first(const Match& a, const Match& b) noexcept {
  if (a.tier != b.tier) return a.tier > b.tier;
  if (a.score != b.score) return a.score > b.score;
  if (a.static_rank != b.static_rank) return a.static_rank > b.static_rank;
  return a.item < b.item;
}

}  // namespace

SearchResult search_every_document(const Schema& schema,
                                   std::span<const std::shared_ptr<const Segment>> segments,
                                   const SearchQuery& query) {
  const QueryPlan plan = QueryPlan::make(query, segments);
  SearchResult result;
  if (plan.required == 0) return result;
  result.max_score = plan.max_score;

  std::vector<Match> matches;
  std::vector<std::uint64_t> at_level(plan.required + 1);
  for (std::uint32_t number = 0; number < segments.size(); ++number) {
    const Segment& segment = *segments[number];
    const SegmentReader& reader = segment.reader();
    std::vector<std::vector<float>> scores;
    for (const PlannedWord& word : plan.words) scores.push_back(scores_of(word, reader));
    for (std::uint32_t doc = 0; doc < reader.doc_count(); ++doc) {
      if (!segment.is_live(doc) || !passes_filter(schema, segment, query.filter, doc)) continue;
      Match hit{{0, 0, 0.0F, {number, doc}}, reader.static_ranks()[doc], reader.items()[doc]};
      for (std::size_t i = 0; i < plan.words.size(); ++i) {
        if (scores[i][doc] < 0.0F) continue;
        hit.score += scores[i][doc];
        hit.words_matched += plan.words[i].required ? 1 : 0;
      }
      hit.tier = plan.coordination ? hit.words_matched : 0;
      ++at_level[hit.words_matched];
      matches.push_back(hit);
    }
  }

  result.level = plan.required;
  result.total = at_level[result.level];
  while ((result.total < query.min_matches || !plan.coordination) && result.level > plan.min_level) {
    result.total += at_level[--result.level];
  }

  std::erase_if(matches, [&](const Match& hit) { return hit.words_matched < result.level; });
  std::sort(matches.begin(), matches.end(), comes_first);
  if (matches.size() > query.k) matches.resize(query.k);
  for (const Match& hit : matches) {
    result.hits.push_back({domain::ItemId(hit.item), hit.doc, hit.score, hit.words_matched});
  }
  return result;
}

}  // namespace khoj::index
