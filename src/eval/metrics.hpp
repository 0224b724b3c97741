// The ranking metrics of the house, once for every subsystem (spec P1-18, J4-37). They work on relevances,
// not on ids: judge() turns a ranked list and what is known to be relevant into a JudgedRanking, and every
// metric is a pure function of that. A query of which nothing is relevant scores 0 everywhere; whoever takes
// means leaves it out. Thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.hpp"

namespace khoj::eval {

/// The judgements of one query: id → relevance. Above 0 is relevant; absent counts as 0.
using Relevance = std::unordered_map<std::string, double, base::StringHash, std::equal_to<>>;

struct JudgedRanking {
  std::vector<double> gains;  ///< Relevance of the result at each rank, best rank first.
  std::vector<double>
      ideal;  ///< All relevances above 0 of the query, descending: also of what was not found.
};

/// An id that stands twice in `ranked` counts at its first place only. Negative relevances count as 0.
[[nodiscard]] JudgedRanking judge(std::span<const std::string> ranked, const Relevance& relevance);

/// In all of these only the first `k` results count. Cost: O(k + relevant).

/// Linear gain: sum of relevance / log2(i + 2) for ranks i from 0, over the same of the ideal order.
[[nodiscard]] double ndcg_at_k(const JudgedRanking& ranking, std::size_t k);
/// 1 / rank of the first relevant result, 0 without one. Its mean over queries is the MRR.
[[nodiscard]] double reciprocal_rank_at_k(const JudgedRanking& ranking, std::size_t k);
/// Relevant results / all relevant.
[[nodiscard]] double recall_at_k(const JudgedRanking& ranking, std::size_t k);
/// Relevant results / k, however short the list is.
[[nodiscard]] double precision_at_k(const JudgedRanking& ranking, std::size_t k);
/// Harmonic mean of precision and recall.
[[nodiscard]] double f1_at_k(const JudgedRanking& ranking, std::size_t k);
/// 1 when there is a relevant result.
[[nodiscard]] double hit_at_k(const JudgedRanking& ranking, std::size_t k);
/// Precision at every relevant result, summed, / all relevant (not / min(k, relevant)). Its mean is the MAP.
[[nodiscard]] double average_precision_at_k(const JudgedRanking& ranking, std::size_t k);

/// Share of a catalogue of `catalog_size` items that occurs in the first `k` of any list; 0 for an empty
/// catalogue.
[[nodiscard]] double coverage_at_k(std::span<const std::vector<std::string>> lists, std::size_t k,
                                   std::size_t catalog_size);

/// Mean of 1 - cosine over all pairs of rows; 0 for fewer than two. A zero vector has cosine 0 with
/// everything.
/// @param vectors row-major, shape (n, dim).
[[nodiscard]] double diversity(std::span<const float> vectors, std::size_t dim);

/// Mean of -ln(popularity + 1e-8); 0 for none. @param popularities share of users or events of each result, 0
/// to 1.
[[nodiscard]] double novelty(std::span<const double> popularities);

}  // namespace khoj::eval
