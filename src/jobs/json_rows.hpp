// CatalogRows over JSON Lines: somebody else's objects through a mapping's paths, or our own products.
#pragma once

#include <memory>

#include "jobs/catalog_rows.hpp"

namespace khoj::jobs {

/// As CatalogRows::open, for CatalogFormat::jsonl and CatalogFormat::khoj.
base::Result<std::unique_ptr<CatalogRows>> open_json_rows(const CatalogMapping& mapping, io::ByteSource& text,
                                                          std::size_t max_record_bytes);

}  // namespace khoj::jobs
