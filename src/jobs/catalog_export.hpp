// Writes the catalogue as JSON Lines in our own format (store/product_json), in the order of the product ids.
// What it writes, import_catalog reads back with the mapping `khoj`; exported again, every byte is the same
// except the values of updated_at, which are the times of the writes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "base/result.hpp"
#include "domain/tenant.hpp"
#include "store/catalog_store.hpp"

namespace khoj::jobs {

struct ExportOptions {
  domain::Tenant tenant;
  /// Replaced atomically when everything is written. Absent: standard output.
  std::optional<std::filesystem::path> file;
};

struct ExportProgress {
  std::uint64_t products_done = 0;
  std::uint64_t products_total = 0;  ///< As many as there were at the start.
};

struct ExportSummary {
  std::uint64_t products = 0;
  std::uint64_t bytes = 0;
};

/// Blocks; bounded memory. Products that change meanwhile are written as they are when their page is read.
/// Errors: what the store or the file system returns; the target is then as it was.
base::Result<ExportSummary> export_catalog(const ExportOptions& options, store::CatalogStore& store,
                                           const std::function<void(const ExportProgress&)>& progress = {});

}  // namespace khoj::jobs
