// The policies of a shop: those compiled in, those of the policy folder, and those saved through the API, each hiding
// what came before it under the same name. A saved policy is a versioned YAML document in the settings store. Thread-safe;
// the table that requests read is immutable and replaced as a whole.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/task.hpp"
#include "domain/tenant.hpp"
#include "engine/compiled_policy.hpp"
#include "store/settings_store.hpp"

namespace khoj::engine {

class PolicyLibrary {
 public:
  /// A saved policy that cannot be used any more is left out with a warning.
  /// Errors: invalid_argument (a policy of the folder, with file and line), not_found (no such folder), unavailable.
  static base::Result<std::unique_ptr<PolicyLibrary>> open(const std::filesystem::path& directory,
                                                           std::shared_ptr<store::SettingsStore> store,
                                                           domain::Tenant tenant);

  [[nodiscard]] std::shared_ptr<const PolicyTable> table() const;

  /// Checks and saves a policy; the next request that names it runs it. @param yaml its `name` must be `name`.
  /// Errors: invalid_argument ("policy:<line>" as context), unavailable.
  base::Task<base::Result<CompiledPolicy>> put(std::string name, std::string yaml);

  /// Forgets a saved policy; what it hid stands in its place again.
  /// Errors: not_found (nothing saved under that name), unavailable.
  base::Task<base::Status> remove(std::string name);

 private:
  PolicyLibrary(PolicyTable base, std::shared_ptr<store::SettingsStore> store, domain::Tenant tenant);
  base::Status load_saved();
  /// `policy` null: removed.
  void apply(const std::string& name, std::uint64_t version, const CompiledPolicy* policy);

  const PolicyTable base_;  ///< Without the saved ones.
  const std::shared_ptr<store::SettingsStore> store_;
  const domain::Tenant tenant_;
  mutable std::mutex mutex_;
  std::shared_ptr<const PolicyTable> table_;
  std::map<std::string, std::uint64_t, std::less<>> versions_;  ///< The newest applied, of removals too.
};

}  // namespace khoj::engine
