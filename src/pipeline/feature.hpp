// A Feature is one reason for an order: a number from 0 to 1 for a candidate, higher is better. A new one is a row in
// rank/features.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/candidate.hpp"
#include "pipeline/context.hpp"

namespace khoj::pipeline {

struct Feature {
  std::string_view name;
  double (*value)(const Context&, const Candidate&) noexcept;
  std::string (*describe)(const Context&,
                          const Candidate&);  ///< For explanations: "4.3 stars by 1,204 people".
};

}  // namespace khoj::pipeline
