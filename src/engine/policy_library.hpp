// The policies of a shop: those compiled in, those of the policy folder, and those saved through the API, each hiding
// what came before it under the same name. Thread-safe.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine/compiled_policy.hpp"
#include "engine/saved_documents.hpp"

namespace khoj::engine {

class PolicyLibrary {
 public:
  /// Errors: invalid_argument (a policy of the folder, with file and line), not_found (no such folder), unavailable.
  static base::Result<std::unique_ptr<PolicyLibrary>> open(const std::filesystem::path& directory,
                                                           std::shared_ptr<store::SettingsStore> store,
                                                           domain::Tenant tenant);

  [[nodiscard]] std::shared_ptr<const PolicyTable> table() const;

  /// Checks and saves a policy. @param yaml its `name` must be `name`.
  /// Errors: invalid_argument ("policy:<line>" as context), unavailable.
  base::Task<base::Result<CompiledPolicy>> put(std::string name, std::string yaml) {
    return saved_->put(std::move(name), std::move(yaml));
  }
  /// Forgets a saved policy; what it hid stands in its place again. Errors: not_found, unavailable.
  base::Task<base::Status> remove(std::string name) { return saved_->remove(std::move(name)); }

 private:
  PolicyTable base_;  ///< Without the saved ones.
  std::unique_ptr<SavedDocuments<CompiledPolicy>> saved_;
};

}  // namespace khoj::engine
