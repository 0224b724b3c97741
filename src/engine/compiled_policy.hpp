// A policy whose names have been resolved: what a request runs. Immutable and thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/policy.hpp"
#include "pipeline/source.hpp"
#include "rank/ranker.hpp"

namespace khoj::engine {

/// Where a policy's text stands.
enum class PolicyOrigin { built_in, file, saved };

struct CompiledPolicy {
  struct WeightedSource {
    std::shared_ptr<const pipeline::Source> source;
    std::uint32_t limit = 0;
    double weight = 1.0;
    bool fallback = false;
    std::string group;
  };
  std::string name;
  std::vector<WeightedSource> sources;
  bool lasting = true;  ///< All sources are: what was found once may be remembered.
  pipeline::ShopperPart asks = pipeline::ShopperPart::nothing;  ///< The most that a stage looks at.
  std::uint32_t window = 0;  ///< How many candidates are ranked: the largest of the sources' limits.
  std::uint32_t min_matches = 0;
  bool coordination = true;
  pipeline::Blend blend = pipeline::Blend::calibrated;
  bool known_shoppers_only = false;
  bool exclude_seen = false;
  rank::Ranker ranker;
  pipeline::Arrangement arrange;

  PolicyOrigin origin = PolicyOrigin::built_in;
  std::string yaml;           ///< As written.
  std::uint64_t version = 0;  ///< Of a saved one, from 1.
};

/// Errors: invalid_argument (an unknown source or feature).
base::Result<CompiledPolicy> compile_policy(const pipeline::Policy& policy);

using PolicyTable = std::map<std::string, CompiledPolicy, std::less<>>;

/// The built-in policies, and those of the *.yaml files in `directory` (may be empty), which replace built-in ones of
/// the same name. Errors: invalid_argument with file and line, not_found (no such folder).
base::Result<PolicyTable> load_policies(const std::filesystem::path& directory);

}  // namespace khoj::engine
