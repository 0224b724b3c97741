#include "sources/word_compounds.hpp"

#include <algorithm>
#include <cmath>

namespace khoj::sources {
namespace {

using text::QueryWord;
using text::TermAlternative;

constexpr float kJoinedWeight = 0.9F;
/// A joined word so many times rarer than the rarer of its parts adds nothing worth the time.
constexpr std::uint64_t kMuchRarer = 50;
constexpr std::size_t kMinPart = 3;
constexpr std::size_t kMaxSplitBytes = 40;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool is_number(std::string_view text) noexcept { return std::all_of(text.begin(), text.end(), is_digit); }

/// `text` as one word; nothing when it is none or several.
std::optional<QueryWord> one_word(const text::Analyzer& analyzer, std::string_view text) {
  auto words = analyzer.analyze_query(text);
  if (words.size() != 1 || words.front().alternatives.empty()) return std::nullopt;
  return std::move(words.front());
}

bool has(const QueryWord& word, const std::string& term) {
  return std::any_of(word.alternatives.begin(), word.alternatives.end(),
                     [&](const TermAlternative& alternative) { return alternative.term == term; });
}

/// Whether a word may end before `at`: a part has three characters or more, or is a number; numbers are not cut.
bool may_split(std::string_view word, std::size_t at) noexcept {
  if (is_digit(word[at - 1]) && is_digit(word[at])) return false;
  const auto is_part = [](std::string_view part) { return part.size() >= kMinPart || is_number(part); };
  return is_part(word.substr(0, at)) && is_part(word.substr(at));
}

}  // namespace

std::uint64_t word_frequency(const index::IndexSnapshot& index, const QueryWord& word) {
  std::uint64_t df = 0;
  for (const TermAlternative& alternative : word.alternatives) {
    if (alternative.phrase.empty()) df = std::max(df, index.doc_frequency(alternative.term));
  }
  return df;
}

bool join_neighbours(const index::IndexSnapshot& index, const text::Analyzer& analyzer,
                     std::vector<QueryWord>& words) {
  bool any = false;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    QueryWord& first = words[i];
    QueryWord& second = words[i + 1];
    if (first.stop_word || second.stop_word || first.alternatives.empty() || second.alternatives.empty())
      continue;
    const auto joined = one_word(analyzer, first.surface + second.surface);
    if (!joined) continue;
    const TermAlternative alternative{joined->alternatives.front().term, kJoinedWeight};
    if (has(first, alternative.term) && has(second, alternative.term)) continue;
    const std::uint64_t df = index.doc_frequency(alternative.term);
    if (df == 0) continue;
    if (df * kMuchRarer < std::min(word_frequency(index, first), word_frequency(index, second))) continue;
    for (QueryWord* const word : {&first, &second}) {
      if (!has(*word, alternative.term)) word->alternatives.push_back(alternative);
    }
    any = true;
  }
  return any;
}

std::optional<std::pair<QueryWord, QueryWord>> split_word(const index::IndexSnapshot& index,
                                                          const text::Analyzer& analyzer,
                                                          const QueryWord& word) {
  const std::string_view surface = word.surface;
  const bool plain =
      std::all_of(surface.begin(), surface.end(), [](char c) { return is_digit(c) || is_letter(c); });
  if (!plain || surface.size() > kMaxSplitBytes) return std::nullopt;
  std::optional<std::pair<QueryWord, QueryWord>> best;
  double best_score = 0.0;
  for (std::size_t at = 1; at < surface.size(); ++at) {
    if (!may_split(surface, at)) continue;
    auto first = one_word(analyzer, surface.substr(0, at));
    if (!first) continue;
    const std::uint64_t first_df = word_frequency(index, *first);
    if (first_df == 0) continue;
    auto second = one_word(analyzer, surface.substr(at));
    if (!second) continue;
    const std::uint64_t second_df = word_frequency(index, *second);
    if (second_df == 0) continue;
    const double score =
        std::log1p(static_cast<double>(first_df)) + std::log1p(static_cast<double>(second_df));
    if (score <= best_score) continue;
    best_score = score;
    best.emplace(*std::move(first), *std::move(second));
  }
  return best;
}

}  // namespace khoj::sources
