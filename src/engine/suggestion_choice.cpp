#include "engine/suggestion_choice.hpp"

#include <algorithm>
#include <cmath>

#include "index/completion/word_forms.hpp"

namespace khoj::engine {
namespace {

using index::completion::Hit;
using index::completion::Options;

/// When too many begin alike, others are looked for so far down.
constexpr std::size_t kDeepLook = 128;
constexpr std::size_t kDeeper = 4;
/// Continuations without mistakes, other orders without, and the same with one mistake and with two.
constexpr double kLevels = 6.0;
constexpr std::size_t kRememberedReads = 4'096;
constexpr double kScoreDigits = 1e4;

/// Falls with every level and, within one, with popularity.
double score_of(const Hit& hit, float greatest_weight) {
  const double level = 2.0 * hit.typos + (hit.continues ? 0.0 : 1.0);
  const double popularity = greatest_weight > 0.0F ? std::min(1.0F, hit.weight / greatest_weight) : 0.0F;
  return (kLevels - level - 1.0 + popularity) / kLevels;
}

struct Choice {
  std::vector<const Hit*> hits;
  bool crowded = false;  ///< More begin alike than should.
};

class Chooser {
 public:
  Chooser(std::string_view typed, std::size_t limit) : typed_(typed), limit_(limit) {}

  Choice choose(const std::vector<Hit>& hits) {
    Choice choice;
    std::vector<const Hit*> put_off;
    const auto take_put_off = [&] {
      for (const auto* hit : put_off) {
        if (choice.hits.size() == limit_) break;
        choice.hits.push_back(hit);
        choice.crowded = true;
      }
      put_off.clear();
    };
    beginnings_.clear();
    std::uint8_t typos = 0;
    for (const auto& hit : hits) {
      if (choice.hits.size() == limit_) return choice;
      if (hit.typos != typos) take_put_off();
      typos = hit.typos;
      std::string words = normalized_words(hit.text);
      if (words == typed_) continue;
      const auto second = words.find(' ');
      const auto third = second == std::string::npos ? second : words.find(' ', second + 1);
      words.resize(std::min(words.size(), third));
      const auto alike = static_cast<std::size_t>(std::count(beginnings_.begin(), beginnings_.end(), words));
      if (alike >= (limit_ + 1) / 2) {
        put_off.push_back(&hit);
        continue;
      }
      beginnings_.push_back(std::move(words));
      choice.hits.push_back(&hit);
    }
    take_put_off();
    return choice;
  }

 private:
  std::string_view typed_;
  std::size_t limit_;
  std::vector<std::string> beginnings_;
};

}  // namespace

std::string normalized_words(std::string_view text) {
  thread_local index::completion::WordForms reader(kRememberedReads);
  const auto forms = reader.read(text);
  return forms.empty() ? std::string() : index::completion::join(forms[0]);
}

std::vector<Suggestion> choose_suggestions(const CompletionLayers& completions, std::string_view typed,
                                           std::size_t limit, const Options& options) {
  const std::string words = normalized_words(typed);
  Chooser chooser(words, limit);
  const std::size_t deepest = std::max(kDeepLook, 2 * limit);
  // One more, because the query itself may be among them; then deeper, until there are enough that begin otherwise.
  Options asked = options;
  std::vector<Hit> hits;
  Choice choice;
  bool there_may_be_more = false;
  for (std::size_t k = limit + 1;; k = std::min(kDeeper * k, deepest)) {
    hits = completions.complete(typed, k, asked);
    choice = chooser.choose(hits);
    there_may_be_more = hits.size() == k;
    if (!there_may_be_more || k == deepest || (!choice.crowded && choice.hits.size() == limit)) break;
    asked.max_typos = hits.back().typos;
  }
  if (choice.hits.empty() && !hits.empty() && !there_may_be_more) {  // Nothing but the query itself.
    Options more = options;
    more.enough = hits.size() + 1;
    hits = completions.complete(typed, limit + 1, more);
    choice = chooser.choose(hits);
  }
  std::vector<Suggestion> out;
  double least = 1.0;
  for (const auto* hit : choice.hits) {
    least = std::min(least, score_of(*hit, completions.greatest_weight()));
    out.push_back({hit->text, std::round(least * kScoreDigits) / kScoreDigits});
  }
  return out;
}

}  // namespace khoj::engine
