#include "index/index_snapshot.hpp"

#include <algorithm>

#include "base/prefetch.hpp"
#include "index/exhaustive_search.hpp"
#include "index/query_plan.hpp"
#include "index/segment.hpp"
#include "index/segment_search.hpp"

namespace khoj::index {
namespace {

std::vector<Hit> to_hits(std::span<const std::shared_ptr<const Segment>> segments,
                         const std::vector<RankedHit>& ranked, std::uint32_t level) {
  const auto item_of = [&](DocRef doc) -> const std::uint32_t& {
    return segments[doc.segment]->reader().items()[doc.doc_id];
  };
  for (const RankedHit& hit : ranked) base::prefetch(&item_of(hit.doc));
  std::vector<Hit> hits;
  hits.reserve(ranked.size());
  for (const RankedHit& hit : ranked) {
    if (hit.words_matched < level) break;  // Then all behind it are, too: the tier comes first.
    hits.push_back({domain::ItemId(item_of(hit.doc)), hit.doc, hit.score, hit.words_matched});
  }
  return hits;
}

MatchSet no_matches(std::span<const std::shared_ptr<const Segment>> segments) {
  MatchSet matches;
  matches.segments.reserve(segments.size());
  for (const auto& segment : segments)
    matches.segments.emplace_back(simd::words_for(segment->reader().doc_count()));
  return matches;
}

/// Visits the `limit` documents of `words` that are the best by the segment's static ranks, and others. `found` is how many
/// `words` has, or more.
template <typename Visit>
void visit_best(const SegmentReader& reader, const std::vector<std::uint64_t>& words, std::uint64_t found,
                std::uint32_t limit, Visit&& visit) {
  // Down from the best while that takes fewer steps than looking at all of them: they may all be far down.
  const auto end = static_cast<std::uint32_t>(std::min<std::uint64_t>(reader.doc_count(), found));
  std::uint32_t taken = 0;
  std::uint32_t place = 0;
  for (; place < end && taken < limit; ++place) {
    const std::uint32_t doc = reader.doc_at_rank(place);
    if (!simd::test_bit(words.data(), doc)) continue;
    visit(doc);
    ++taken;
  }
  if (taken == limit) return;
  for_each_bit(words, [&](std::uint32_t doc) {
    if (reader.rank_place(doc) >= place) visit(doc);
  });
}

/// The impact of a word's alternative in one document; nothing when the document does not hold it.
std::optional<std::uint8_t> impact_of(const PlannedAlternative& alternative, const SegmentReader& reader,
                                      std::uint32_t doc) {
  if (!alternative.phrase.empty()) return phrase_impact(reader, alternative.phrase, doc);
  const auto ordinal = reader.terms().find(alternative.term);
  if (!ordinal) return std::nullopt;
  PostingCursor cursor(reader.postings(*ordinal));
  cursor.next_geq(doc);
  if (cursor.doc() != doc) return std::nullopt;
  return cursor.impact();
}

}  // namespace

IndexSnapshot::IndexSnapshot(Schema schema, std::vector<std::shared_ptr<const Segment>> segments,
                             domain::ChangeSeq covered)
    : schema_(std::move(schema)), segments_(std::move(segments)), covered_(covered) {
  for (const auto& segment : segments_) doc_count_ += segment->live_count();
}

IndexSnapshot::~IndexSnapshot() = default;

SearchResult IndexSnapshot::search(const SearchQuery& query) const {
  const QueryPlan plan = QueryPlan::make(query, segments_);
  SearchResult result;
  if (query.collect_matches) result.matches = no_matches(segments_);
  if (plan.required == 0) return result;
  result.max_score = plan.max_score;
  std::vector<SegmentPlan> plans;
  plans.reserve(segments_.size());
  for (std::uint32_t number = 0; number < segments_.size(); ++number) {
    plans.push_back(SegmentPlan::make(plan, schema_, query.filter, *segments_[number], number));
    plans.back().deadline = query.deadline;
  }
  const auto note_matches = [&](bool on) {
    if (!query.collect_matches) return;
    for (std::size_t i = 0; i < plans.size(); ++i)
      plans[i].matches = on ? result.matches.segments[i].data() : nullptr;
  };
  const auto late = [&] { return query.deadline != nullptr && query.deadline->was_passed(); };
  note_matches(true);

  TopKQueue best(query.k, segments_);
  LevelCounts counts{};
  const auto search_levels = [&](std::uint32_t low, std::uint32_t high, TopKQueue& queue) {
    for (const SegmentPlan& segment : plans) search_windows(segment, low, high, queue, counts);
  };
  if (!plan.coordination && plan.required > 1) {
    result.level = 1;
    for (const SegmentPlan& segment : plans) result.total += search_disjunction(segment, best);
    result.partial = late();
    result.hits = to_hits(segments_, best.take_sorted(), result.level);
    return result;
  }

  // Most often enough documents hold every word, or all but one. Otherwise count all levels before scoring any.
  result.level = plan.required;
  for (const SegmentPlan& segment : plans) result.total += search_conjunction(segment, plan.required, best);
  const auto falls = [&] {
    return result.total < query.min_matches && result.level > plan.min_level && !late();
  };
  if (falls()) {
    search_levels(result.level - 1, result.level - 1, best);
    result.total += counts[--result.level];
  }
  if (falls()) {
    const std::uint32_t searched = result.level;
    TopKQueue none(0, segments_);
    note_matches(false);
    search_levels(plan.min_level, searched - 1, none);
    note_matches(true);
    while (falls()) result.total += counts[--result.level];
    search_levels(result.level, searched - 1, best);
  }
  result.partial = late();
  result.hits = to_hits(segments_, best.take_sorted(), result.level);
  return result;
}

MatchSet IndexSnapshot::match(const SearchQuery& query, std::uint32_t level) const {
  MatchSet matches = no_matches(segments_);
  const QueryPlan plan = QueryPlan::make(query, segments_);
  TopKQueue none(0, segments_);
  LevelCounts counts{};
  for (std::uint32_t number = 0; number < segments_.size(); ++number) {
    if (query.words.empty() || level == 0) {
      matches.segments[number] = shown(*segments_[number], query.filter);
      continue;
    }
    auto segment = SegmentPlan::make(plan, schema_, query.filter, *segments_[number], number);
    segment.matches = matches.segments[number].data();
    segment.deadline = query.deadline;
    if (plan.coordination && level == plan.required) {
      search_conjunction(segment, level, none);
    } else {
      search_windows(segment, level, plan.required, none, counts);
    }
  }
  return matches;
}

void IndexSnapshot::keep_matches(const FilterExpression& filter, MatchSet& matches) const {
  const auto& kernels = simd::bitset_kernels();
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    auto& words = matches.segments[i];
    if (const auto bits = resolve_filter(schema_, *segments_[i], filter))
      kernels.bit_and(words.data(), bits->words.data(), words.data(), words.size());
  }
}

std::uint64_t IndexSnapshot::count(const MatchSet& matches) const noexcept {
  std::uint64_t total = 0;
  for (const auto& words : matches.segments)
    total += simd::bitset_kernels().popcount(words.data(), words.size());
  return total;
}

std::vector<std::uint64_t> IndexSnapshot::shown(const Segment& segment,
                                                const FilterExpression& filter) const {
  std::vector<std::uint64_t> words = LiveDocs(segment.reader().doc_count()).words;
  if (segment.live() != nullptr) words = segment.live()->words;
  if (const auto bits = resolve_filter(schema_, segment, filter)) {
    simd::bitset_kernels().bit_and(words.data(), bits->words.data(), words.data(), words.size());
  }
  return words;
}

SearchResult IndexSnapshot::search_exhaustive(const SearchQuery& query) const {
  return search_every_document(schema_, segments_, query);
}

std::vector<WordContribution> IndexSnapshot::explain(const SearchQuery& query, DocRef doc) const {
  const QueryPlan plan = QueryPlan::make(query, segments_);
  const SegmentReader& reader = segments_[doc.segment]->reader();
  std::vector<WordContribution> out;
  for (std::size_t i = 0; i < plan.words.size(); ++i) {
    WordContribution contribution;
    contribution.surface = query.words[i].surface;
    contribution.idf = plan.words[i].idf;
    for (const PlannedAlternative& alternative : plan.words[i].alternatives) {
      const auto impact = impact_of(alternative, reader, doc.doc_id);
      if (!impact) continue;
      const float score = alternative.scale * static_cast<float>(*impact);
      if (contribution.term.empty() || score > contribution.score) {
        contribution.term = alternative.term;
        contribution.score = score;
      }
    }
    out.push_back(std::move(contribution));
  }
  return out;
}

std::optional<DocRef> IndexSnapshot::find(domain::ItemId item) const {
  for (std::uint32_t number = 0; number < segments_.size(); ++number) {
    const auto doc = segments_[number]->reader().find(item);
    if (doc && segments_[number]->is_live(*doc)) return DocRef{number, *doc};
  }
  return std::nullopt;
}

std::optional<std::size_t> IndexSnapshot::column_index(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < schema_.columns.size(); ++i) {
    if (schema_.columns[i].name == name) return i;
  }
  return std::nullopt;
}

double IndexSnapshot::number(DocRef doc, std::size_t column) const noexcept {
  const auto [values, at] = segments_[doc.segment]->values(doc.doc_id);
  return values->numbers(column_slot(schema_, column)).at(at);
}

std::vector<std::string_view> IndexSnapshot::keywords(DocRef doc, std::size_t column) const {
  const auto [values, at] = segments_[doc.segment]->values(doc.doc_id);
  const KeywordColumn& keywords = values->keywords(column_slot(schema_, column));
  std::vector<std::string_view> out;
  for (const std::uint32_t ordinal : keywords.row(at)) out.push_back(keywords.value(ordinal));
  return out;
}

void IndexSnapshot::prefetch_stored(DocRef doc) const noexcept {
  const auto [values, at] = segments_[doc.segment]->values(doc.doc_id);
  values->prefetch_stored(at);
}

std::string_view IndexSnapshot::stored(DocRef doc) const noexcept {
  const auto [values, at] = segments_[doc.segment]->values(doc.doc_id);
  return values->stored(at);
}

domain::ItemId IndexSnapshot::item(DocRef doc) const noexcept {
  return domain::ItemId(segments_[doc.segment]->reader().items()[doc.doc_id]);
}

SearchResult IndexSnapshot::browse(const FilterExpression& filter, std::uint32_t limit,
                                   bool collect_matches) const {
  SearchResult result;
  TopKQueue best(limit, segments_);
  const auto& kernels = simd::bitset_kernels();
  for (std::uint32_t number = 0; number < segments_.size(); ++number) {
    const Segment& segment = *segments_[number];
    std::vector<std::uint64_t> words = shown(segment, filter);
    const auto push = [&](std::uint32_t doc, float rank) { best.push({0, 0, rank, {number, doc}}); };
    const auto ranks = segment.reader().static_ranks();
    const Revisions* const revisions = segment.revisions();
    const std::uint64_t found = kernels.popcount(words.data(), words.size());
    result.total += found;
    const auto push_as_written = [&](const std::vector<std::uint64_t>& as_written) {
      visit_best(segment.reader(), as_written, found, limit,
                 [&](std::uint32_t doc) { push(doc, ranks[doc]); });
    };
    if (revisions == nullptr) {
      push_as_written(words);
    } else {
      // Revised documents have another rank than the one that they lie by.
      std::vector<std::uint64_t> as_written(words.size());
      kernels.bit_and_not(words.data(), revisions->bits().data(), as_written.data(), words.size());
      push_as_written(as_written);
      for (const auto& [doc, layer, at] : revisions->places()) {
        if (simd::test_bit(words.data(), doc))
          push(doc, revisions->layers()[layer].values->static_ranks()[at]);
      }
    }
    if (collect_matches) result.matches.segments.push_back(std::move(words));
  }
  result.hits = to_hits(segments_, best.take_sorted(), 0);
  for (Hit& hit : result.hits) hit.score = 0.0F;  // It was the static rank.
  return result;
}

bool IndexSnapshot::passes(const FilterExpression& filter, DocRef doc) const {
  return passes_filter(schema_, *segments_[doc.segment], filter, doc.doc_id);
}

std::uint64_t IndexSnapshot::doc_frequency(std::string_view term) const {
  std::uint64_t df = 0;
  for (const auto& segment : segments_) {
    const SegmentReader& reader = segment->reader();
    if (const auto ordinal = reader.terms().find(term)) df += reader.doc_frequency(*ordinal);
  }
  return df;
}

std::vector<ExpandedTerm> IndexSnapshot::similar_terms(std::string_view word, unsigned edits,
                                                       std::size_t limit) const {
  return index::similar_terms(segments_, word, edits, limit);
}

std::vector<ExpandedTerm> IndexSnapshot::terms_beginning_with(std::string_view prefix,
                                                              std::size_t limit) const {
  return index::terms_beginning_with(segments_, prefix, limit);
}

std::vector<ExpandedTerm> IndexSnapshot::terms_beginning_like(std::string_view prefix,
                                                              std::size_t limit) const {
  return index::terms_beginning_like(segments_, prefix, limit);
}

}  // namespace khoj::index
