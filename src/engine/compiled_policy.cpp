#include "engine/compiled_policy.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "sources/registry.hpp"

namespace khoj::engine {
namespace {

base::Status add_policy(std::string_view yaml, const std::string& place, PolicyOrigin origin,
                        PolicyTable& table) {
  KHOJ_ASSIGN(const auto policy, pipeline::parse_policy(yaml, place));
  auto compiled = compile_policy(policy);
  if (!compiled) return base::fail(base::at(place, std::move(compiled).error()));
  compiled->origin = origin;
  compiled->yaml = yaml;
  table.insert_or_assign(policy.name, *std::move(compiled));
  return {};
}

}  // namespace

base::Result<CompiledPolicy> compile_policy(const pipeline::Policy& policy) {
  KHOJ_ASSIGN(auto ranker, rank::Ranker::create(policy.rank));
  CompiledPolicy compiled{.name = policy.name,
                          .sources = {},
                          .asks = policy.known_shoppers_only || policy.exclude_seen
                                      ? pipeline::ShopperPart::history
                                      : pipeline::ShopperPart::nothing,
                          .min_matches = policy.min_matches,
                          .coordination = policy.coordination,
                          .blend = policy.blend,
                          .known_shoppers_only = policy.known_shoppers_only,
                          .exclude_seen = policy.exclude_seen,
                          .ranker = std::move(ranker),
                          .arrange = policy.arrange,
                          .yaml = {}};
  for (const auto& [name, limit, weight, fallback, group] : policy.sources) {
    KHOJ_ASSIGN(auto source, sources::find_source(name));
    compiled.lasting = compiled.lasting && source->is_lasting();
    compiled.asks = std::max(compiled.asks, source->asks_of_shopper());
    compiled.sources.push_back({std::move(source), limit, weight, fallback, group});
    compiled.window = std::max(compiled.window, limit);
  }
  return compiled;
}

base::Result<PolicyTable> load_policies(const std::filesystem::path& directory) {
  PolicyTable table;
  for (const auto& [name, yaml] : pipeline::builtin_policies())
    KHOJ_TRY(add_policy(yaml, fmt::format("policies/{}.yaml", name), PolicyOrigin::built_in, table));
  if (directory.empty()) return table;
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (error)
    return base::fail(base::ErrorCode::not_found, "cannot read the policies in '{}': {}", directory.string(),
                      error.message());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream stream(file);
    const std::string yaml((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (!stream) return base::fail(base::ErrorCode::unavailable, "cannot read '{}'", file.string());
    KHOJ_TRY(add_policy(yaml, file.string(), PolicyOrigin::file, table));
  }
  return table;
}

}  // namespace khoj::engine
