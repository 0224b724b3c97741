#include "eval/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace khoj::eval {
namespace {

double discounted_gain(std::span<const double> gains, std::size_t k) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(k, gains.size()); ++i)
    sum += gains[i] / std::log2(static_cast<double>(i) + 2.0);
  return sum;
}

std::size_t relevant_in(const JudgedRanking& ranking, std::size_t k) {
  const auto first = std::span(ranking.gains).first(std::min(k, ranking.gains.size()));
  return static_cast<std::size_t>(
      std::count_if(first.begin(), first.end(), [](double gain) { return gain > 0; }));
}

double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

JudgedRanking judge(std::span<const std::string> ranked, const Relevance& relevance) {
  JudgedRanking ranking;
  ranking.gains.reserve(ranked.size());
  std::unordered_set<std::string_view> seen;
  for (const auto& id : ranked) {
    if (!seen.insert(id).second) continue;
    const auto known = relevance.find(id);
    ranking.gains.push_back(known == relevance.end() ? 0.0 : std::max(known->second, 0.0));
  }
  for (const auto& [id, value] : relevance) {
    if (value > 0) ranking.ideal.push_back(value);
  }
  std::sort(ranking.ideal.begin(), ranking.ideal.end(), std::greater<>());
  return ranking;
}

double ndcg_at_k(const JudgedRanking& ranking, std::size_t k) {
  const double ideal = discounted_gain(ranking.ideal, k);
  return ideal > 0 ? discounted_gain(ranking.gains, k) / ideal : 0.0;
}

double reciprocal_rank_at_k(const JudgedRanking& ranking, std::size_t k) {
  for (std::size_t i = 0; i < std::min(k, ranking.gains.size()); ++i) {
    if (ranking.gains[i] > 0) return 1.0 / static_cast<double>(i + 1);
  }
  return 0.0;
}

double recall_at_k(const JudgedRanking& ranking, std::size_t k) {
  return ratio(relevant_in(ranking, k), ranking.ideal.size());
}

double precision_at_k(const JudgedRanking& ranking, std::size_t k) {
  return ratio(relevant_in(ranking, k), k);
}

double f1_at_k(const JudgedRanking& ranking, std::size_t k) {
  const double precision = precision_at_k(ranking, k);
  const double recall = recall_at_k(ranking, k);
  return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0.0;
}

double hit_at_k(const JudgedRanking& ranking, std::size_t k) {
  return relevant_in(ranking, k) > 0 ? 1.0 : 0.0;
}

double average_precision_at_k(const JudgedRanking& ranking, std::size_t k) {
  if (ranking.ideal.empty()) return 0.0;
  double sum = 0;
  std::size_t found = 0;
  for (std::size_t i = 0; i < std::min(k, ranking.gains.size()); ++i) {
    if (ranking.gains[i] > 0) sum += ratio(++found, i + 1);
  }
  return sum / static_cast<double>(ranking.ideal.size());
}

double coverage_at_k(std::span<const std::vector<std::string>> lists, std::size_t k,
                     std::size_t catalog_size) {
  std::unordered_set<std::string_view> shown;
  for (const auto& list : lists) {
    for (std::size_t i = 0; i < std::min(k, list.size()); ++i) shown.insert(list[i]);
  }
  return ratio(shown.size(), catalog_size);
}

double diversity(std::span<const float> vectors, std::size_t dim) {
  const std::size_t n = dim == 0 ? 0 : vectors.size() / dim;
  if (n < 2) return 0.0;
  const auto dot = [&](std::size_t a, std::size_t b) {
    double sum = 0;
    for (std::size_t d = 0; d < dim; ++d) {
      sum += static_cast<double>(vectors[a * dim + d]) * static_cast<double>(vectors[b * dim + d]);
    }
    return sum;
  };
  double distance = 0;
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = a + 1; b < n; ++b) {
      const double length = std::sqrt(dot(a, a) * dot(b, b));
      distance += length > 0 ? 1.0 - dot(a, b) / length : 1.0;
    }
  }
  return distance / (static_cast<double>(n) * static_cast<double>(n - 1) / 2.0);
}

double novelty(std::span<const double> popularities) {
  if (popularities.empty()) return 0.0;
  double sum = 0;
  for (const double popularity : popularities) sum -= std::log(popularity + 1e-8);
  return sum / static_cast<double>(popularities.size());
}

}  // namespace khoj::eval
