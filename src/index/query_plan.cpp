#include "index/query_plan.hpp"

#include <algorithm>
#include <limits>

namespace khoj::index {
namespace {

using Segments = std::span<const std::shared_ptr<const Segment>>;

std::uint64_t frequency_of(const std::string& term, Segments segments) {
  std::uint64_t df = 0;
  for (const auto& segment : segments) {
    const SegmentReader& reader = segment->reader();
    if (const auto ordinal = reader.terms().find(term)) df += reader.doc_frequency(*ordinal);
  }
  return df;
}

/// That of its rarest term, which is not less than its own.
std::uint64_t frequency_of(std::span<const std::string> phrase, Segments segments) {
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (const std::string& term : phrase) {
    if (!term.empty()) least = std::min(least, frequency_of(term, segments));
  }
  return least;
}

}  // namespace

QueryPlan QueryPlan::make(const SearchQuery& query,
                          std::span<const std::shared_ptr<const Segment>> segments) {
  QueryPlan plan;
  plan.coordination = query.coordination;
  std::uint64_t documents = 0;
  for (const auto& segment : segments) documents += segment->reader().doc_count();
  const std::size_t count = std::min(query.words.size(), kMaxWords);
  const auto first = query.words.begin();
  const bool only_stop_words = std::all_of(first, first + static_cast<std::ptrdiff_t>(count),
                                           [](const text::QueryWord& word) { return word.stop_word; });
  for (std::size_t i = 0; i < count; ++i) {
    PlannedWord word;
    word.required = only_stop_words || !query.words[i].stop_word;
    for (const text::TermAlternative& alternative : query.words[i].alternatives) {
      if (!(alternative.weight > 0.0F)) continue;
      PlannedAlternative planned{alternative.term, alternative.weight, {}, alternative.phrase};
      std::uint64_t df = 0;
      if (alternative.phrase.empty()) {
        planned.ordinals.reserve(segments.size());
        for (const auto& segment : segments) {
          const SegmentReader& reader = segment->reader();
          planned.ordinals.push_back(reader.terms().find(alternative.term));
          if (planned.ordinals.back()) df += reader.doc_frequency(*planned.ordinals.back());
        }
      } else {
        df = frequency_of(alternative.phrase, segments);
      }
      word.df = std::max(word.df, df);
      word.alternatives.push_back(std::move(planned));
    }
    word.idf = inverse_document_frequency(word.df, documents);
    float weight = 0.0F;
    for (PlannedAlternative& alternative : word.alternatives) {
      weight = std::max(weight, alternative.scale);
      alternative.scale = word.idf * alternative.scale / static_cast<float>(kMaxImpact);
    }
    if (word.df > 0) plan.max_score += static_cast<double>(word.idf) * weight;
    plan.required += word.required ? 1 : 0;
    plan.words.push_back(std::move(word));
  }
  plan.min_level = std::clamp<std::uint32_t>(query.min_level, 1, std::max<std::uint32_t>(plan.required, 1));
  if (!plan.coordination) plan.min_level = 1;
  return plan;
}

SegmentPlan SegmentPlan::make(const QueryPlan& plan, const Schema& schema, const FilterExpression& filter,
                              const Segment& segment, std::uint32_t number) {
  SegmentPlan out;
  out.segment = &segment;
  out.number = number;
  out.coordination = plan.coordination;
  const SegmentReader& reader = segment.reader();
  for (std::uint32_t i = 0; i < plan.words.size(); ++i) {
    SegmentWord word;
    word.word = i;
    word.required = plan.words[i].required;
    for (const PlannedAlternative& alternative : plan.words[i].alternatives) {
      SegmentWord::Member member{{}, alternative.scale};
      if (!alternative.phrase.empty()) {
        auto postings = phrase_postings(reader, alternative.phrase);
        if (postings->list.df == 0) continue;
        member.list = postings->list;
        out.phrases.push_back(std::move(postings));
      } else if (const auto ordinal = alternative.ordinals[number]) {
        member.list = reader.postings(*ordinal);
      } else {
        continue;
      }
      word.postings += member.list.df;
      word.max_score =
          std::max(word.max_score, member.score(static_cast<std::uint8_t>(member.list.max_impact)));
      word.members.push_back(member);
    }
    if (word.members.empty()) continue;
    out.required += word.required ? 1 : 0;
    out.words.push_back(std::move(word));
  }
  if (!out.words.empty()) out.filter = resolve_filter(schema, segment, filter);
  return out;
}

}  // namespace khoj::index
