// Brings a catalogue file into the store: streaming, in batches, in bounded memory, with nothing dropped in
// silence. Each batch is one transaction: when an import ends early, what was committed stays, and running it
// again is right.
//
//   KHOJ_ASSIGN(auto mapping, jobs::load_mapping("amazon-india"));
//   jobs::ImportOptions options{.file = "dump.csv", .mapping = mapping,
//                               .reject_file = jobs::default_reject_path(data_dir, "dump.csv")};
//   KHOJ_ASSIGN(auto summary, jobs::import_catalog(options, store, [](const jobs::ImportProgress& p) { … }));
//   jobs::print_summary_line(stdout, summary);
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "domain/tenant.hpp"
#include "io/encoding.hpp"
#include "io/record_reader.hpp"
#include "jobs/catalog_mapping.hpp"
#include "store/catalog_store.hpp"

namespace khoj::jobs {

struct ImportOptions {
  std::filesystem::path file;  ///< Plain or gzip.
  CatalogMapping mapping;
  domain::Tenant tenant;
  bool replace = false;  ///< Afterwards the catalogue is what the file says: other products are deleted.
  std::filesystem::path reject_file;     ///< Empty: default_reject_path beside the file.
  std::optional<io::Encoding> encoding;  ///< Overrides the mapping's.
  std::size_t batch_products = 4'000;
  std::size_t batch_bytes = 8UL * 1024 * 1024;
  std::size_t max_record_bytes = io::kDefaultMaxRecordBytes;
  std::stop_token stop;  ///< Asked between rows.
};

struct ImportProgress {
  std::uint64_t bytes_done = 0;              ///< Of the file as it lies on disk.
  std::optional<std::uint64_t> bytes_total;  ///< Absent when the file is no regular one.
  std::uint64_t rows_read = 0;
  std::uint64_t rejected = 0;
  double rows_per_second = 0;
  bool finished = false;  ///< The last call.
};
using ImportProgressCallback = std::function<void(const ImportProgress&)>;

/// rows_read = imported + merged + rejected. The header line and empty lines are no rows.
struct ImportSummary {
  std::uint64_t rows_read = 0;
  std::uint64_t imported = 0;  ///< Rows that gave a product: as many as the file has distinct ids.
  std::uint64_t merged = 0;    ///< Rows that went into a product which an earlier row gave.
  std::uint64_t rejected = 0;  ///< Rows in the reject file.
  std::uint64_t removed = 0;   ///< Products that the file does not have (replace only).
  std::uint64_t bytes_read = 0;
  double seconds = 0;
  io::Encoding encoding = io::Encoding::utf8;
  std::optional<std::filesystem::path> reject_file;  ///< Absent when nothing was rejected.
};

/// Blocks until everything is durable; runs a second thread. Call it outside of event loops.
/// @param progress  called on the calling thread about ten times a second and once at the end; may be empty.
/// Errors: not_found and permission_denied (the file), invalid_argument (it does not fit the mapping: no such
/// column), cancelled, failed_precondition (replace, but no row was imported: nothing was removed), whatever
/// the store returns. After an error nothing is removed; the message says how many rows were read.
base::Result<ImportSummary> import_catalog(const ImportOptions& options, store::CatalogStore& store,
                                           const ImportProgressCallback& progress = {});

/// FOLDER/NAME.rejects.jsonl for a file named NAME.
[[nodiscard]] std::filesystem::path default_reject_path(const std::filesystem::path& folder,
                                                        const std::filesystem::path& file);

/// "rows read 10930, imported 9898, merged 1032, rejected 0, removed 0".
[[nodiscard]] std::string summary_line(const ImportSummary& summary);

/// Prints summary_line() and a line end.
void print_summary_line(std::FILE* out, const ImportSummary& summary);

}  // namespace khoj::jobs
