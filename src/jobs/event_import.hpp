// Brings a file of events (NDJSON, plain or gzip; store/event_json) into the log. Read twice, a file counts once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "base/result.hpp"
#include "domain/tenant.hpp"
#include "store/event_store.hpp"

namespace khoj::jobs {

struct EventImportOptions {
  domain::Tenant tenant;
  std::filesystem::path file;
  std::filesystem::path reject_file;  ///< Where lines go that are no events.
};

struct EventImportProgress {
  std::uint64_t lines = 0;
  std::uint64_t recorded = 0;
  std::uint64_t known = 0;  ///< Events that were there already.
  std::uint64_t rejected = 0;
  std::uint64_t bytes_done = 0;
  std::optional<std::uint64_t> bytes_total;
};

/// Blocks. What the result counts is durable; so is, after an error, everything up to some line of the file, which may be
/// imported again as it is. Errors: not_found, unavailable, corruption (a damaged gzip file).
base::Result<EventImportProgress> import_events(
    const EventImportOptions& options, store::EventLog& log,
    const std::function<void(const EventImportProgress&)>& progress = {});

}  // namespace khoj::jobs
