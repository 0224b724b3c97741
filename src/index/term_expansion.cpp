#include "index/term_expansion.hpp"

#include <algorithm>
#include <utility>

#include "index/segment.hpp"

namespace khoj::index {
namespace {

using Range = std::pair<std::uint32_t, std::uint32_t>;

/// Takes so many of each segment's candidates before they are merged.
constexpr std::size_t kPerSegment = 64;

/// One entry a term, frequencies added up; then the best `limit`.
std::vector<ExpandedTerm> merge(std::vector<ExpandedTerm> found, std::size_t limit) {
  std::sort(found.begin(), found.end(),
            [](const ExpandedTerm& a, const ExpandedTerm& b) { return a.term < b.term; });
  std::vector<ExpandedTerm> merged;
  for (ExpandedTerm& term : found) {
    if (!merged.empty() && merged.back().term == term.term) {
      merged.back().df += term.df;
      merged.back().edits = std::min(merged.back().edits, term.edits);
    } else {
      merged.push_back(std::move(term));
    }
  }
  std::stable_sort(merged.begin(), merged.end(), [](const ExpandedTerm& a, const ExpandedTerm& b) {
    return a.edits != b.edits ? a.edits < b.edits : a.df > b.df;
  });
  if (merged.size() > limit) merged.resize(limit);
  return merged;
}

/// The most frequent terms of the ranges. Ranges may overlap.
void take_most_frequent(const SegmentReader& reader, const std::vector<Range>& ranges, unsigned edits,
                        bool letters_only, std::vector<ExpandedTerm>& out) {
  std::vector<std::uint32_t> ordinals;
  for (const auto& [begin, end] : ranges) {
    for (std::uint32_t ordinal = begin; ordinal < end; ++ordinal) ordinals.push_back(ordinal);
  }
  const auto more_frequent = [&](std::uint32_t a, std::uint32_t b) {
    const std::uint32_t df_a = reader.doc_frequency(a);
    const std::uint32_t df_b = reader.doc_frequency(b);
    return df_a != df_b ? df_a > df_b : a < b;
  };
  if (ordinals.size() > kPerSegment) {
    const auto middle = ordinals.begin() + kPerSegment;
    std::nth_element(ordinals.begin(), middle, ordinals.end(), more_frequent);
    ordinals.erase(middle, ordinals.end());
  }
  std::sort(ordinals.begin(), ordinals.end());
  ordinals.erase(std::unique(ordinals.begin(), ordinals.end()), ordinals.end());
  std::string term;
  for (const std::uint32_t ordinal : ordinals) {
    reader.terms().read(ordinal, term);
    if (!letters_only || SpellingIndex::covers(term)) {
      out.push_back({term, reader.doc_frequency(ordinal), edits});
    }
  }
}

/// Calls use(text) for what `word` may have been before one mistake in it. Its last letter is none of them: without it
/// the word is a shorter prefix, which begins everything that another last letter would.
template <typename Use>
void for_each_one_edit_before(std::string_view word, Use&& use) {
  std::string text;
  for (std::size_t i = 0; i < word.size(); ++i) {
    text.assign(word).erase(i, 1);
    use(text);
    if (i + 1 == word.size()) break;
    text.assign(word);
    std::swap(text[i], text[i + 1]);
    use(text);
    for (char letter = 'a'; letter <= 'z'; ++letter) {
      text.assign(word)[i] = letter;
      use(text);
      text.assign(word).insert(i, 1, letter);
      use(text);
    }
  }
}

}  // namespace

std::vector<ExpandedTerm> similar_terms(std::span<const std::shared_ptr<const Segment>> segments,
                                        std::string_view word, unsigned edits, std::size_t limit) {
  std::vector<ExpandedTerm> found;
  std::string term;
  for (const auto& segment : segments) {
    const SegmentReader& reader = segment->reader();
    for (const SimilarTerm& similar : reader.spelling().find(reader.terms(), word, edits)) {
      reader.terms().read(similar.ordinal, term);
      found.push_back({term, reader.doc_frequency(similar.ordinal), similar.edits});
    }
  }
  return merge(std::move(found), limit);
}

std::vector<ExpandedTerm> terms_beginning_with(std::span<const std::shared_ptr<const Segment>> segments,
                                               std::string_view prefix, std::size_t limit) {
  std::vector<ExpandedTerm> found;
  for (const auto& segment : segments) {
    const SegmentReader& reader = segment->reader();
    take_most_frequent(reader, {reader.terms().range_of(prefix)}, 0, false, found);
  }
  std::erase_if(found, [&](const ExpandedTerm& term) { return term.term == prefix; });
  return merge(std::move(found), limit);
}

std::vector<ExpandedTerm> terms_beginning_like(std::span<const std::shared_ptr<const Segment>> segments,
                                               std::string_view prefix, std::size_t limit) {
  std::vector<ExpandedTerm> found;
  if (!SpellingIndex::covers(prefix)) return found;
  std::vector<Range> ranges;
  for (const auto& segment : segments) {
    const SegmentReader& reader = segment->reader();
    ranges.clear();
    for_each_one_edit_before(prefix, [&](std::string_view text) {
      const Range range = reader.terms().range_of(text);
      if (range.first < range.second) ranges.push_back(range);
    });
    take_most_frequent(reader, ranges, 1, true, found);
  }
  return merge(std::move(found), limit);
}

}  // namespace khoj::index
