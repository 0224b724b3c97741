#include "rank/blend.hpp"

#include <algorithm>
#include <unordered_map>

namespace khoj::rank {
namespace {

double sum_of_weights(std::span<const SourceResult> results) {
  double sum = 0.0;
  for (const auto& result : results) sum += result.retrieval.items.empty() ? 0.0 : result.weight;
  return sum;
}

void add(pipeline::Candidate& candidate, const pipeline::Retrieved& item, double weight) {
  candidate.item = item.item;
  candidate.doc = item.doc;
  candidate.words_matched = std::max(candidate.words_matched, item.words_matched);
  candidate.relevance += weight * item.score;
}

}  // namespace

void normalise(pipeline::Retrieval& retrieval) noexcept {
  auto& items = retrieval.items;
  if (items.empty()) return;
  const auto [least, most] = std::minmax_element(
      items.begin(), items.end(), [](const auto& a, const auto& b) { return a.score < b.score; });
  const double low = least->score;
  const double range = most->score - low;
  for (auto& item : items) item.score = range > 0.0 ? (item.score - low) / range : 1.0;
}

std::vector<pipeline::Candidate> blend(std::span<const SourceResult> results) {
  const double sum = sum_of_weights(results);
  std::vector<pipeline::Candidate> candidates;
  std::unordered_map<domain::ItemId, std::size_t> places;
  for (const auto& result : results) {
    candidates.reserve(candidates.size() + result.retrieval.items.size());
    for (const auto& item : result.retrieval.items) {
      std::size_t place = candidates.size();
      if (results.size() > 1) place = places.try_emplace(item.item, place).first->second;
      if (place == candidates.size()) candidates.emplace_back();
      add(candidates[place], item, result.weight / sum);
    }
  }
  return candidates;
}

void explain_relevance(const pipeline::Context& context, std::span<const SourceResult> results, double scale,
                       pipeline::Candidate& candidate) {
  const double sum = sum_of_weights(results);
  for (const auto& result : results) {
    const auto& items = result.retrieval.items;
    const auto found = std::find_if(items.begin(), items.end(),
                                    [&](const auto& item) { return item.item == candidate.item; });
    if (found != items.end())
      result.source->explain(context, result.retrieval, *found, scale * result.weight / sum,
                             candidate.explanation);
  }
}

}  // namespace khoj::rank
