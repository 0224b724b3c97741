#include "sources/word_expansion.hpp"

#include <algorithm>
#include <cmath>

#include "index/spelling_index.hpp"

namespace khoj::sources {
namespace {

using index::ExpandedTerm;
using text::QueryWord;
using text::TermAlternative;

constexpr std::size_t kMaxExpansions = 16;
/// Shorter words are right, or nobody knows what they were meant to be.
constexpr std::size_t kMinLetters = 4;
constexpr std::size_t kMinPrefixBytes = 2;
constexpr std::size_t kMinMisspeltPrefix = 5;
/// A word in fewer than one of so many documents is hardly known: it may be a mistake in the catalogue itself …
constexpr std::uint64_t kRareOneIn = 10'000;
/// … if there is a similar one that is so many times as frequent.
constexpr std::uint64_t kMuchMoreFrequent = 20;

/// What is left of a word's weight.
constexpr float kUnfinished = 0.85F;
constexpr float kOneEdit = 0.8F;
constexpr float kTwoEdits = 0.55F;
constexpr float kOtherFirstLetter = 0.85F;
/// The similarity of a stem says less than that of the word itself.
constexpr float kOfStem = 0.9F;
/// Of two equally similar words the more frequent one is the more likely; a rare one keeps this much.
constexpr float kRarestShare = 0.5F;

float edit_weight(unsigned edits) noexcept { return edits == 0 ? 1.0F : edits == 1 ? kOneEdit : kTwoEdits; }

/// What may replace one word.
class Expansions {
 public:
  void add(const std::vector<ExpandedTerm>& terms, std::string_view typed, float weight) {
    for (const ExpandedTerm& term : terms) {
      const float first = term.term.front() == typed.front() ? 1.0F : kOtherFirstLetter;
      found_.push_back({{term.term, weight * edit_weight(term.edits) * first}, term.df});
    }
  }

  void drop_below(std::uint64_t df) {
    std::erase_if(found_, [df](const Found& found) { return found.df < df; });
  }

  /// Adds the best ones to the word's alternatives. @return whether there is any.
  bool move_to(QueryWord& word) {
    std::uint64_t most = 0;
    for (const Found& found : found_) most = std::max(most, found.df);
    const float scale = 1.0F / std::log1p(static_cast<float>(most));
    for (Found& found : found_) {
      found.alternative.weight *=
          kRarestShare + (1.0F - kRarestShare) * scale * std::log1p(static_cast<float>(found.df));
    }
    std::stable_sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
      return a.alternative.weight > b.alternative.weight;
    });
    const std::size_t before = word.alternatives.size();
    for (Found& found : found_) {
      if (word.alternatives.size() == before + kMaxExpansions) break;
      const bool known =
          std::any_of(word.alternatives.begin(), word.alternatives.end(),
                      [&](const TermAlternative& has) { return has.term == found.alternative.term; });
      if (!known) word.alternatives.push_back(std::move(found.alternative));
    }
    return word.alternatives.size() > before;
  }

 private:
  struct Found {
    TermAlternative alternative;
    std::uint64_t df;
  };
  std::vector<Found> found_;
};

std::uint64_t frequency(const index::IndexSnapshot& index, const QueryWord& word) {
  std::uint64_t df = 0;
  for (const TermAlternative& alternative : word.alternatives)
    df = std::max(df, index.doc_frequency(alternative.term));
  return df;
}

void add_similar(const index::IndexSnapshot& index, const QueryWord& word, Expansions& expansions) {
  const auto add = [&](std::string_view form, float weight) {
    if (form.size() < kMinLetters || !index::SpellingIndex::covers(form)) return;
    expansions.add(index.similar_terms(form, 2, kMaxExpansions), form, weight);
  };
  add(word.surface, 1.0F);
  for (const TermAlternative& form : word.alternatives) {
    if (form.term != word.surface) add(form.term, form.weight * kOfStem);
  }
}

void add_completions(const index::IndexSnapshot& index, const QueryWord& word, Expansions& expansions) {
  if (word.surface.size() < kMinPrefixBytes) return;
  auto completions = index.terms_beginning_with(word.surface, kMaxExpansions);
  if (completions.empty() && word.surface.size() >= kMinMisspeltPrefix) {
    completions = index.terms_beginning_like(word.surface, kMaxExpansions);
  }
  expansions.add(completions, word.surface, kUnfinished);
}

/// @return whether the word gained anything.
bool expand(const index::IndexSnapshot& index, QueryWord& word, bool last, Expand which) {
  if (word.stop_word || word.alternatives.empty()) return false;
  const std::uint64_t df = frequency(index, word);
  const bool rare = df * kRareOneIn < index.doc_count();
  if (which == Expand::strangers && df > 0 && !rare) return false;
  Expansions expansions;
  add_similar(index, word, expansions);
  if (which == Expand::strangers && df > 0) {
    expansions.drop_below(df * kMuchMoreFrequent);
  } else if (last) {
    add_completions(index, word, expansions);
  }
  return expansions.move_to(word);
}

}  // namespace

std::optional<std::vector<QueryWord>> expand_words(const index::IndexSnapshot& index,
                                                   const std::vector<QueryWord>& words, Expand which) {
  std::optional<std::vector<QueryWord>> expanded;
  for (std::size_t i = 0; i < words.size(); ++i) {
    QueryWord word = words[i];
    if (!expand(index, word, i + 1 == words.size(), which)) continue;
    if (!expanded) expanded = words;
    (*expanded)[i] = std::move(word);
  }
  return expanded;
}

}  // namespace khoj::sources
