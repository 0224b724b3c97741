#include "eval/report.hpp"

#include <algorithm>
#include <cmath>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace khoj::eval {
namespace {

double rounded(double value) { return std::round(value * 10'000.0) / 10'000.0; }

/// Boost.JSON writes the strings only: it would write 0.95 as 9.5E-1.
std::string quoted(std::string_view text) { return boost::json::serialize(boost::json::string(text)); }

}  // namespace

const MetricRow* Report::find(std::string_view name) const noexcept {
  const auto row = std::find_if(metrics.begin(), metrics.end(),
                                [&](const MetricRow& metric) { return metric.name == name; });
  return row == metrics.end() ? nullptr : &*row;
}

std::string Report::to_table() const {
  std::string out =
      fmt::format("{} on {}: {} queries, {} documents\n", model_name, dataset_name, num_queries, num_corpus);
  std::size_t width = 6;
  for (const auto& metric : metrics) width = std::max(width, metric.name.size());
  out += fmt::format("{:<{}}    mean   {:g} % interval\n", "metric", width, confidence * 100.0);
  for (const auto& [name, value] : metrics) {
    out += fmt::format("{:<{}}  {:.4f}   {:.4f} to {:.4f}\n", name, width, value.mean, value.low, value.high);
  }
  return out;
}

std::string Report::to_json() const {
  std::string means, intervals;
  for (const auto& [name, value] : metrics) {
    const auto key = quoted(name);
    const std::string_view comma = means.empty() ? "" : ",";
    means += fmt::format("{}{}:{}", comma, key, rounded(value.mean));
    intervals += fmt::format("{}{}:[{},{}]", comma, key, rounded(value.low), rounded(value.high));
  }
  return fmt::format(
      R"({{"model_name":{},"dataset_name":{},"num_queries":{},"num_corpus":{},"confidence":{},"metrics":{{{}}},"intervals":{{{}}}}})",
      quoted(model_name), quoted(dataset_name), num_queries, num_corpus, confidence, means, intervals);
}

void add_metric(Report& report, std::string name, std::span<const double> per_query,
                const BootstrapOptions& options) {
  report.confidence = options.confidence;
  report.metrics.push_back({std::move(name), bootstrap_mean(per_query, options)});
}

}  // namespace khoj::eval
