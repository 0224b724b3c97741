// A Policy makes a surface (search, home, session …) out of the pipeline's parts: which sources, what order, what
// arrangement. It is data, written in YAML; the names in it are resolved against the registries by the engine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace khoj::pipeline {

struct PolicySource {
  std::string source;         ///< A name in sources/registry.
  std::uint32_t limit = 200;  ///< How many candidates it gives; 1 to 1,000.
  double weight = 1.0;        ///< Its part in the blended relevance; above 0.
  bool fallback = false;      ///< Asked only when those before it have too little for the page.
  /// One that has nothing leaves its weight to the others of its group, and only a group that has nothing to all.
  std::string group;
};

/// How the sources' scores are made comparable.
enum class Blend {
  calibrated,  ///< They are: each source gives 0 to 1.
  min_max,     ///< Each source's best becomes 1, its last 0.
};

struct PolicyFeature {
  std::string feature;  ///< A name in rank/features.
  double weight = 0.0;  ///< 0 to 1,000; the engine divides by the sum.
};

struct Arrangement {
  std::uint32_t max_per_seller = 0;  ///< Among any 12 consecutive products; 0: any number.
};

struct Policy {
  std::string name;
  std::vector<PolicySource> sources;
  Blend blend = Blend::calibrated;
  std::uint32_t min_matches = 12;
  bool coordination = true;
  bool known_shoppers_only = false;  ///< Of others the page is empty.
  bool exclude_seen = false;  ///< Leave out what the shopper has opened, put into the cart or bought lately.
  std::vector<PolicyFeature> rank;
  Arrangement arrange;
};

/// Reads one policy. `origin` names the text in errors ("policies/search.yaml").
/// Errors: invalid_argument with "origin:line" as context: YAML that does not parse, an unknown key, a value that is
/// missing, of the wrong type or out of range.
base::Result<Policy> parse_policy(std::string_view yaml, std::string_view origin);

/// The policies that are compiled in: (name, YAML text).
[[nodiscard]] const std::vector<std::pair<std::string_view, std::string_view>>& builtin_policies();

}  // namespace khoj::pipeline
