// CatalogRows over CSV and TSV: the header gives each of the mapping's sources its column.
#pragma once

#include <memory>

#include "jobs/catalog_rows.hpp"

namespace khoj::jobs {

/// As CatalogRows::open, for CatalogFormat::csv.
base::Result<std::unique_ptr<CatalogRows>> open_delimited_rows(const CatalogMapping& mapping,
                                                               io::ByteSource& text,
                                                               std::size_t max_record_bytes);

}  // namespace khoj::jobs
