// What handlers ask for on behalf of a shop's own people: policies, synonyms, versions of the settings, the index. The seam beside
// api::Backend, which answers shoppers. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "engine/compiled_policy.hpp"
#include "engine/curation_book.hpp"
#include "engine/saved_synonyms.hpp"
#include "engine/search_settings.hpp"
#include "store/settings_store.hpp"

namespace khoj::api {

class Administration {
 public:
  virtual ~Administration() = default;

  /// As engine::Engine's methods of the same names.
  [[nodiscard]] virtual std::shared_ptr<const engine::PolicyTable> policies() const = 0;
  virtual base::Task<base::Result<engine::CompiledPolicy>> put_policy(std::string name, std::string yaml) = 0;
  virtual base::Task<base::Status> remove_policy(std::string name) = 0;
  [[nodiscard]] virtual std::shared_ptr<const engine::CurationTable> curations() const = 0;
  virtual base::Task<base::Result<engine::SavedRule>> put_curation(std::string name,
                                                                   engine::CurationRule rule) = 0;
  virtual base::Task<base::Status> remove_curation(std::string name) = 0;
  [[nodiscard]] virtual std::shared_ptr<const engine::SynonymTable> synonyms() const = 0;
  virtual base::Task<base::Result<engine::SavedSynonym>> put_synonym(std::string id,
                                                                     engine::Synonym synonym) = 0;
  virtual base::Task<base::Status> remove_synonym(std::string id) = 0;
  virtual base::Task<base::Result<std::vector<store::SettingsVersion>>> settings_versions(
      std::uint32_t limit) = 0;
  virtual base::Task<base::Result<engine::SearchSettings>> restore_settings(std::uint64_t version) = 0;
  virtual void rebuild_index() = 0;
};

}  // namespace khoj::api
