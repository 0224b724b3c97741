#include "arrange/stock.hpp"

#include <algorithm>
#include <iterator>

namespace khoj::arrange {

void demote_out_of_stock(std::vector<pipeline::Candidate>& candidates, bool explain) {
  const auto in_stock = [](const pipeline::Candidate& candidate) { return candidate.card.in_stock; };
  if (std::all_of(candidates.begin(), candidates.end(), in_stock)) return;
  std::vector<pipeline::Candidate> available;
  std::vector<pipeline::Candidate> demoted;
  available.reserve(candidates.size());
  for (auto& candidate : candidates) {
    if (candidate.card.in_stock) {
      available.push_back(std::move(candidate));
      continue;
    }
    // What the ranker gave, 0 to 1, becomes -0.5 to 0: below every product in stock that holds as many words.
    const double part = candidate.score - pipeline::kWordStep * candidate.words_matched;
    const double loss = 0.5 * part + 0.5;
    candidate.score -= loss;
    if (explain) candidate.explanation.add("arrange.stock", "out of stock", -loss);
    demoted.push_back(std::move(candidate));
  }
  // Each part has most often kept its order: a candidate is some hundreds of bytes, and so moves once instead of in a sort.
  const auto by_score = [](const auto& a, const auto& b) { return a.score > b.score; };
  if (!std::is_sorted(demoted.begin(), demoted.end(), by_score))  // A rule may lift beyond a word.
    std::stable_sort(demoted.begin(), demoted.end(), by_score);
  std::merge(std::make_move_iterator(available.begin()), std::make_move_iterator(available.end()),
             std::make_move_iterator(demoted.begin()), std::make_move_iterator(demoted.end()),
             candidates.begin(), by_score);
}

}  // namespace khoj::arrange
