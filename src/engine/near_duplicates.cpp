#include "engine/near_duplicates.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/background.hpp"
#include "base/hash.hpp"

namespace khoj::engine {
namespace {

/// A family is found under so many other texts at most.
constexpr std::size_t kMaxForms = 4;

using Places = std::unordered_map<std::uint64_t, std::size_t>;

/// The stems of a text in the order of its words, without stop-words unless there is nothing else.
std::vector<std::string> stems_of(const std::string& text, const text::Analyzer& analyzer) {
  std::vector<std::string> stems;
  const auto words = analyzer.analyze_query(text);
  const bool only_stop_words =
      std::all_of(words.begin(), words.end(), [](const auto& word) { return word.stop_word; });
  for (const auto& word : words) {
    if ((only_stop_words || !word.stop_word) && !word.alternatives.empty())
      stems.push_back(word.alternatives[0].term);
  }
  return stems;
}

std::uint64_t hash_of(std::vector<std::string> stems) {
  std::sort(stems.begin(), stems.end());
  std::uint64_t hash = 0;
  for (const auto& stem : stems) hash = base::hash64(stem, hash + 1);
  return hash;
}

}  // namespace

base::Result<DistinctSuggestibles> without_near_duplicates(std::vector<Suggestible> all,
                                                           const text::Analyzer& analyzer,
                                                           const std::stop_token& stop) {
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.entry.weight > b.entry.weight; });
  Places places;
  DistinctSuggestibles out;
  auto& [kept, families] = out;
  std::vector<std::uint64_t> shorter;  // Of each kept one: the family without its last word, 0 for none.
  for (auto& one : all) {
    KHOJ_TRY(base::unless_stopped(stop));
    auto stems = stems_of(one.entry.text, analyzer);
    if (stems.empty()) continue;
    const auto family = hash_of(stems);
    const auto [place, added] = places.try_emplace(family, kept.size());
    if (!added) {
      auto& forms = kept[place->second].entry.forms;
      if (forms.size() < kMaxForms && one.entry.text != kept[place->second].entry.text)
        forms.push_back(std::move(one.entry.text));
      continue;
    }
    families.push_back(family);
    stems.pop_back();
    shorter.push_back(stems.empty() ? 0 : hash_of(std::move(stems)));
    kept.push_back(std::move(one));
  }
  // From the longer one's side: the query that it continues is kept, too, and found as much.
  std::vector<bool> dropped(kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const auto base = shorter[i] == 0 ? places.end() : places.find(shorter[i]);
    if (base == places.end() || !kept[i].results || kept[i].results != kept[base->second].results) continue;
    dropped[std::max(i, base->second)] = true;  // The less popular of the two.
  }
  std::size_t end = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (dropped[i]) continue;
    if (end != i) kept[end] = std::move(kept[i]);
    families[end++] = families[i];
  }
  kept.resize(end);
  families.resize(end);
  return out;
}

}  // namespace khoj::engine
