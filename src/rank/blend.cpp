#include "rank/blend.hpp"

#include <algorithm>
#include <unordered_map>

namespace khoj::rank {
namespace {

/// The part of each source in the relevance: they sum up to 1 over those that gave something.
std::vector<double> parts_of(std::span<const SourceResult> results) {
  const auto weight_of_group = [&](const SourceResult& member, bool with_nothing) {
    double sum = 0.0;
    for (const auto& other : results) {
      const bool joined = &other == &member || (!member.group.empty() && other.group == member.group);
      if (joined && (with_nothing || !other.retrieval.items.empty())) sum += other.weight;
    }
    return sum;
  };
  std::vector<double> parts;
  double sum = 0.0;
  for (const auto& result : results) {
    const double part = result.retrieval.items.empty()
                            ? 0.0
                            : result.weight * weight_of_group(result, true) / weight_of_group(result, false);
    parts.push_back(part);
    sum += part;
  }
  for (double& part : parts) part /= sum > 0.0 ? sum : 1.0;
  return parts;
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
  const auto parts = parts_of(results);
  std::vector<pipeline::Candidate> candidates;
  std::unordered_map<domain::ItemId, std::size_t> places;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto& result = results[i];
    candidates.reserve(candidates.size() + result.retrieval.items.size());
    for (const auto& item : result.retrieval.items) {
      std::size_t place = candidates.size();
      if (results.size() > 1) place = places.try_emplace(item.item, place).first->second;
      if (place == candidates.size()) candidates.emplace_back();
      add(candidates[place], item, parts[i]);
    }
  }
  return candidates;
}

void explain_relevance(const pipeline::Context& context, std::span<const SourceResult> results, double scale,
                       pipeline::Candidate& candidate) {
  const auto parts = parts_of(results);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto& result = results[i];
    const auto& items = result.retrieval.items;
    const auto found = std::find_if(items.begin(), items.end(),
                                    [&](const auto& item) { return item.item == candidate.item; });
    if (found != items.end())
      result.source->explain(context, result.retrieval, *found, scale * parts[i], candidate.explanation);
  }
}

}  // namespace khoj::rank
