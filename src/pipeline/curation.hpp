// What the shop's own rules do to one request: products to hide, to pin, to lift. Made by the engine out of the rules that
// match; the filter, the ranker and the arrangement each take their part.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "index/filter.hpp"

namespace khoj::pipeline {

struct Pin {
  domain::ItemId item;
  std::uint32_t position = 0;  ///< From 0, over all pages.
  std::string rule;            ///< Whose it is, for explanations.
};

/// Lifts what a filter holds.
struct Boost {
  index::FilterExpression filter;
  double weight = 0.0;  ///< Added to the score; below 0 it pushes down.
  std::string rule;
};

/// Lifts what is near: weight · 2^(−|value − origin| / half_distance).
struct Decay {
  std::string column;
  double origin = 0.0;
  double half_distance = 1.0;  ///< Above 0, in the column's unit.
  double weight = 0.0;
  std::string rule;
};

struct Curation {
  std::vector<Pin> pins;  ///< By position, ascending; none is hidden.
  std::vector<domain::ItemId> hidden;
  std::vector<Boost> boosts;
  std::vector<Decay> decays;

  [[nodiscard]] bool lifts() const noexcept { return !boosts.empty() || !decays.empty(); }
};

}  // namespace khoj::pipeline
