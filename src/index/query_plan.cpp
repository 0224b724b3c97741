#include "index/query_plan.hpp"

#include <algorithm>

namespace khoj::index {

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
      PlannedAlternative planned{alternative.term, alternative.weight, {}};
      planned.ordinals.reserve(segments.size());
      std::uint64_t df = 0;
      for (const auto& segment : segments) {
        const SegmentReader& reader = segment->reader();
        planned.ordinals.push_back(reader.terms().find(alternative.term));
        if (planned.ordinals.back()) df += reader.doc_frequency(*planned.ordinals.back());
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
      const auto ordinal = alternative.ordinals[number];
      if (!ordinal) continue;
      const SegmentWord::Member member{reader.postings(*ordinal), alternative.scale};
      word.postings += member.list.df;
      word.max_score =
          std::max(word.max_score, member.score(static_cast<std::uint8_t>(member.list.max_impact)));
      word.members.push_back(member);
    }
    if (word.members.empty()) continue;
    out.required += word.required ? 1 : 0;
    out.words.push_back(std::move(word));
  }
  if (!out.words.empty()) out.filter = resolve_filter(schema, reader, filter);
  return out;
}

}  // namespace khoj::index
