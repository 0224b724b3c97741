// A curation rule: which requests it is for, and which products it pins, hides and lifts there. Written by the shop's own
// people, saved by name as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace khoj::engine {

struct CurationPin {
  std::string product_id;
  std::uint32_t position = 1;  ///< From 1.
};

struct CurationBoost {
  std::string filter;   ///< In the filter language.
  double weight = 0.0;  ///< -10 to 10, not 0. A word of the query counts 2, all features together 1.
};

struct CurationDecay {
  std::string field;             ///< A number or a time.
  std::optional<double> origin;  ///< Where the lift is greatest; absent: now, for a time.
  double half_distance = 0.0;    ///< Where half of it is left: in the field's unit, days for a time.
  double weight = 0.0;           ///< -10 to 10, not 0.
};

struct CurationRule {
  std::string description;
  bool enabled = true;
  std::vector<std::string> queries;  ///< Empty: every query, and pages without one.
  std::string match = "exact";  ///< "exact": the query is one of them; "contains": their words stand in it.
  std::string category;         ///< Only where the request is for this category; empty: anywhere.
  std::optional<std::int64_t> from_ms;
  std::optional<std::int64_t> until_ms;  ///< The rule ends just before.
  std::vector<CurationPin> pins;
  std::vector<std::string> hides;
  std::vector<CurationBoost> boosts;
  std::vector<CurationDecay> decays;
};

/// Errors: invalid_argument with the field's path ("pins[1].position") as context. Filters and fields are checked when
/// the rule is compiled.
base::Status validate(const CurationRule& rule);

/// Errors: as validate(), and for JSON that does not fit.
base::Result<CurationRule> curation_rule_from_json(std::string_view json);
std::string to_json(const CurationRule& rule);

}  // namespace khoj::engine
