// The outcome of an evaluation: what was measured on what, with intervals, as a table for people and as JSON
// for programs (spec J4-38). Plain data.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "eval/significance.hpp"

namespace khoj::eval {

struct MetricRow {
  std::string name;  ///< "ndcg@10".
  Interval value;
};

struct Report {
  std::string model_name;    ///< What was evaluated.
  std::string dataset_name;  ///< On what.
  std::size_t num_queries = 0;
  std::size_t num_corpus = 0;
  double confidence = 0.95;  ///< Of the intervals.
  std::vector<MetricRow> metrics;

  /// The row of that name, or nullptr.
  [[nodiscard]] const MetricRow* find(std::string_view name) const noexcept;

  /// Lines for a terminal, the last with a line end.
  [[nodiscard]] std::string to_table() const;

  /// {"model_name":…,"dataset_name":…,"num_queries":…,"num_corpus":…,"confidence":0.95,
  ///  "metrics":{"ndcg@10":0.6712,…},"intervals":{"ndcg@10":[0.65,0.69],…}}; numbers rounded to 4 decimals.
  [[nodiscard]] std::string to_json() const;
};

/// Adds the mean of one value per query with its bootstrap interval.
void add_metric(Report& report, std::string name, std::span<const double> per_query,
                const BootstrapOptions& options);

}  // namespace khoj::eval
