#include "arrange/stock.hpp"

#include <algorithm>

namespace khoj::arrange {

void demote_out_of_stock(std::span<pipeline::Candidate> candidates, bool explain) {
  bool demoted = false;
  for (auto& candidate : candidates) {
    if (candidate.card.in_stock) continue;
    // What the ranker gave, 0 to 1, becomes -0.5 to 0: below every product in stock that holds as many words.
    const double part = candidate.score - pipeline::kWordStep * candidate.words_matched;
    const double loss = 0.5 * part + 0.5;
    candidate.score -= loss;
    if (explain) candidate.explanation.add("arrange.stock", "out of stock", -loss);
    demoted = true;
  }
  if (!demoted) return;
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
}

}  // namespace khoj::arrange
