// The port for named, versioned documents that people edit while the server runs: search settings, later
// policies and synonyms. A document is opaque text (JSON or YAML); each put adds a version, old versions
// stay. Durable when the Task completes. Implementations are thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/tenant.hpp"

namespace khoj::store {

struct SettingsDocument {
  std::uint64_t version = 0;  ///< 1 for the first put, rising by one.
  std::int64_t created_ms = 0;
  std::string body;
};

class SettingsStore {
 public:
  virtual ~SettingsStore() = default;

  /// The newest version. Errors: not_found, unavailable.
  virtual base::Task<base::Result<SettingsDocument>> get(domain::Tenant tenant, std::string name) = 0;

  /// Adds a version and returns it. Errors: invalid_argument (no name, not UTF-8), resource_exhausted,
  /// unavailable.
  virtual base::Task<base::Result<SettingsDocument>> put(domain::Tenant tenant, std::string name,
                                                         std::string body) = 0;
};

}  // namespace khoj::store
