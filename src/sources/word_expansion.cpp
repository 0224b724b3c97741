#include "sources/word_expansion.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "index/spelling_index.hpp"
#include "sources/word_compounds.hpp"

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
/// A word in few documents, and in fewer than one of so many, is hardly known: it may be a mistake in the catalogue …
constexpr std::uint64_t kRareOneIn = 10'000;
constexpr std::uint64_t kFewDocuments = 4;
/// … if there is a similar one that is so many times as frequent.
constexpr std::uint64_t kMuchMoreFrequent = 10;
/// A word in fewer than one of so many documents may be more often written as two …
constexpr std::uint64_t kUncommonOneIn = 200;
/// … if each of them is so many times as frequent.
constexpr std::uint64_t kPartsMoreFrequent = 5;

/// What is left of a word's weight.
constexpr float kUnfinished = 0.85F;
constexpr float kOneEdit = 0.8F;
constexpr float kTwoEdits = 0.55F;
constexpr float kOtherFirstLetter = 0.85F;
constexpr float kAsPhrase = 0.9F;
/// The similarity of a stem says less than that of the word itself, and little when that has close relatives.
constexpr float kOfStem = 0.9F;
constexpr float kOfStemBesideClose = 0.6F;
/// Of two equally similar words the more frequent one is the more likely; a rare one keeps this much.
constexpr float kRarestShare = 0.5F;

float edit_weight(unsigned edits) noexcept { return edits == 0 ? 1.0F : edits == 1 ? kOneEdit : kTwoEdits; }

/// What one word may have been meant to be.
class Expansions {
 public:
  void add(const std::vector<ExpandedTerm>& terms, std::string_view typed, float weight) {
    for (const ExpandedTerm& term : terms) {
      const float first = term.term.front() == typed.front() ? 1.0F : kOtherFirstLetter;
      found_.push_back({{term.term, weight * edit_weight(term.edits) * first}, term.df});
      close_ = close_ || term.edits <= 1;
    }
  }

  void drop_below(std::uint64_t df) {
    std::erase_if(found_, [df](const Found& found) { return found.df < df; });
  }

  /// Whether any is at most one mistake away.
  [[nodiscard]] bool close() const noexcept { return close_; }

  /// The best ones, best first; the more frequent a term the more it weighs.
  [[nodiscard]] std::vector<TermAlternative> take() {
    std::uint64_t most = 1;
    for (const Found& found : found_) most = std::max(most, found.df);
    const float scale = (1.0F - kRarestShare) / std::log1p(static_cast<float>(most));
    for (Found& found : found_)
      found.alternative.weight *= kRarestShare + scale * std::log1p(static_cast<float>(found.df));
    std::stable_sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
      return a.alternative.weight > b.alternative.weight;
    });
    std::vector<TermAlternative> best;
    for (Found& found : found_) {
      const auto same = [&](const TermAlternative& other) { return other.term == found.alternative.term; };
      if (best.size() == kMaxExpansions) break;
      if (std::none_of(best.begin(), best.end(), same)) best.push_back(std::move(found.alternative));
    }
    return best;
  }

 private:
  struct Found {
    TermAlternative alternative;
    std::uint64_t df;
  };
  std::vector<Found> found_;
  bool close_ = false;
};

/// @return whether the word did not have all of them.
bool append(const std::vector<TermAlternative>& alternatives, QueryWord& word) {
  const std::size_t before = word.alternatives.size();
  for (const TermAlternative& added : alternatives) {
    const auto same = [&](const TermAlternative& other) { return other.term == added.term; };
    if (std::none_of(word.alternatives.begin(), word.alternatives.end(), same))
      word.alternatives.push_back(added);
  }
  return word.alternatives.size() > before;
}

class WordExpander {
 public:
  WordExpander(const index::IndexSnapshot& index, const text::Analyzer* analyzer, Expand which)
      : index_(index), analyzer_(analyzer), which_(which) {}

  /// Appends the word, or the two that it is made of, to `out`. @return whether it gained anything.
  bool expand(const QueryWord& typed, bool last, std::vector<QueryWord>& out) const {
    out.push_back(typed);
    if (typed.stop_word || typed.alternatives.empty()) return false;
    const std::uint64_t df = word_frequency(index_, typed);
    return df == 0 ? expand_stranger(last, out) : expand_known(out.back(), last, df);
  }

 private:
  /// A stranger that is no close relative of any word may be two; each then stands for the whole's relatives, too.
  bool expand_stranger(bool last, std::vector<QueryWord>& out) const {
    Expansions expansions;
    add_similar(out.back(), expansions);
    if (last) add_completions(out.back(), expansions);
    const bool close = expansions.close();
    const auto alternatives = expansions.take();
    if (analyzer_ != nullptr && !close) {
      if (auto parts = split_word(index_, *analyzer_, out.back())) {
        append(alternatives, parts->first);
        append(alternatives, parts->second);
        out.back() = std::move(parts->first);
        out.push_back(std::move(parts->second));
        return true;
      }
    }
    return append(alternatives, out.back());
  }

  bool expand_known(QueryWord& word, bool last, std::uint64_t df) const {
    if (which_ == Expand::unknown) return false;
    const bool all = which_ == Expand::all;
    if (!all && df > kFewDocuments && df * kUncommonOneIn >= index_.doc_count()) return false;
    const bool gained = add_as_two(word, df);
    if (!all && df > kFewDocuments && df * kRareOneIn >= index_.doc_count()) return gained;
    Expansions expansions;
    add_similar(word, expansions);
    if (!all) {
      expansions.drop_below(df * kMuchMoreFrequent);
    } else if (last) {
      add_completions(word, expansions);
    }
    return append(expansions.take(), word) || gained;
  }

  bool add_as_two(QueryWord& word, std::uint64_t df) const {
    if (analyzer_ == nullptr) return false;
    const auto parts = split_word(index_, *analyzer_, word);
    if (!parts) return false;
    const auto& [first, second] = *parts;
    if (std::min(word_frequency(index_, first), word_frequency(index_, second)) < df * kPartsMoreFrequent)
      return false;
    const std::string& first_term = first.alternatives.front().term;
    const std::string& second_term = second.alternatives.front().term;
    return append({{fmt::format("{} {}", first_term, second_term), kAsPhrase, {first_term, second_term}}},
                  word);
  }

  void add_similar(const QueryWord& word, Expansions& expansions) const {
    const auto add = [&](std::string_view form, float weight) {
      if (form.size() < kMinLetters || !index::SpellingIndex::covers(form)) return;
      expansions.add(index_.similar_terms(form, 2, kMaxExpansions), form, weight);
    };
    const std::string_view surface = word.surface;
    add(surface, 1.0F);
    const float of_stem = expansions.close() ? kOfStemBesideClose : kOfStem;
    for (const TermAlternative& form : word.alternatives) {
      if (form.term != surface) add(form.term, form.weight * of_stem);
    }
    // A misspelt plural may have lost more than its ending to the stemmer: "earings" becomes "ear".
    if (surface.ends_with('s') && surface.size() > kMinLetters)
      add(surface.substr(0, surface.size() - 1), of_stem);
  }

  void add_completions(const QueryWord& word, Expansions& expansions) const {
    if (word.surface.size() < kMinPrefixBytes) return;
    auto completions = index_.terms_beginning_with(word.surface, kMaxExpansions);
    if (completions.empty() && !expansions.close() && word.surface.size() >= kMinMisspeltPrefix) {
      completions = index_.terms_beginning_like(word.surface, kMaxExpansions);
    }
    expansions.add(completions, word.surface, kUnfinished);
  }

  const index::IndexSnapshot& index_;
  const text::Analyzer* analyzer_;
  Expand which_;
};

}  // namespace

std::optional<std::vector<QueryWord>> expand_words(const index::IndexSnapshot& index,
                                                   const text::Analyzer* analyzer,
                                                   const std::vector<QueryWord>& words, Expand which) {
  std::vector<QueryWord> joined = words;
  bool gained = analyzer != nullptr && which != Expand::unknown && join_neighbours(index, *analyzer, joined);
  const WordExpander expander(index, analyzer, which);
  std::vector<QueryWord> expanded;
  for (std::size_t i = 0; i < joined.size(); ++i) {
    gained = expander.expand(joined[i], i + 1 == joined.size(), expanded) || gained;
  }
  return gained ? std::optional(std::move(expanded)) : std::nullopt;
}

}  // namespace khoj::sources
