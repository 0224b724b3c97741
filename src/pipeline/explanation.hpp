// Why an item stands where it stands: every step of the pipeline adds its share, and the shares add up to the item's
// ranking score (within 1e-6).
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace khoj::pipeline {

/// One share of an item's score: which step gave it, what for, and how much.
struct ExplanationShare {
  std::string step;    ///< "source.lexical", "rank.trust", "arrange.stock" …
  std::string detail;  ///< For a person: "'smart' in title: idf 3.2".
  double share = 0.0;
  friend bool operator==(const ExplanationShare&, const ExplanationShare&) = default;
};

struct Explanation {
  std::vector<ExplanationShare> shares;

  void add(std::string step, std::string detail, double share) {
    shares.push_back({std::move(step), std::move(detail), share});
  }
  [[nodiscard]] double total() const noexcept {
    double sum = 0.0;
    for (const auto& entry : shares) sum += entry.share;
    return sum;
  }
  friend bool operator==(const Explanation&, const Explanation&) = default;
};

}  // namespace khoj::pipeline
