// The port for named, versioned documents that people edit while the server runs: search settings, policies,
// curation. A document is opaque text (JSON or YAML); each put adds a version, old versions
// stay. Durable when the Task completes. Implementations are thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/tenant.hpp"

namespace khoj::store {

struct SettingsDocument {
  std::uint64_t version = 0;  ///< 1 for the first put, rising by one.
  std::int64_t created_ms = 0;
  std::string body;
};

struct SettingsVersion {
  std::uint64_t version = 0;
  std::int64_t created_ms = 0;
};

class SettingsStore {
 public:
  virtual ~SettingsStore() = default;

  /// The newest version. Errors: not_found, unavailable.
  virtual base::Task<base::Result<SettingsDocument>> get(domain::Tenant tenant, std::string name) = 0;

  /// One version. Errors: not_found, unavailable.
  virtual base::Task<base::Result<SettingsDocument>> get_version(domain::Tenant tenant, std::string name,
                                                                 std::uint64_t version) = 0;

  /// The newest `limit` versions, newest first; empty when there is no such document.
  virtual base::Task<base::Result<std::vector<SettingsVersion>>> versions(domain::Tenant tenant,
                                                                          std::string name,
                                                                          std::uint32_t limit) = 0;

  /// The names of the documents that begin with `prefix`, in bytewise order.
  virtual base::Task<base::Result<std::vector<std::string>>> names(domain::Tenant tenant,
                                                                   std::string prefix) = 0;

  /// Adds a version and returns it. Errors: invalid_argument (no name, not UTF-8), resource_exhausted,
  /// unavailable.
  virtual base::Task<base::Result<SettingsDocument>> put(domain::Tenant tenant, std::string name,
                                                         std::string body) = 0;
};

}  // namespace khoj::store
