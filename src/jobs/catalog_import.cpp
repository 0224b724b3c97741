#include "jobs/catalog_import.hpp"

#include <system_error>
#include <unordered_map>
#include <utility>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "io/text_file.hpp"
#include "jobs/batch_committer.hpp"
#include "jobs/catalog_rows.hpp"
#include "jobs/product_merge.hpp"
#include "jobs/reject_file.hpp"
#include "jobs/seen_ids.hpp"

namespace khoj::jobs {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;
using domain::Product;

constexpr double kProgressIntervalMs = 100;
constexpr std::uint64_t kRowsBetweenLooks = 64;  ///< At the clock and the stop token.

/// About what a product occupies, for the bound on a batch.
std::size_t size_of(const Product& product) {
  std::size_t size = sizeof(Product) + product.id.size() + product.title.size() + product.description.size() +
                     product.image.size() + product.link.size();
  for (const auto& category : product.categories) size += category.size();
  return size + product.attributes.size() * 64;
}

/// One run: sorts rows into batches, and duplicates into what they duplicate.
class Import {
 public:
  Import(const ImportOptions& options, store::CatalogStore& store, RejectFile& rejects)
      : options_(options), rejects_(rejects), committer_(store, options.tenant, rejects) {}

  Status read_all(CatalogRows& rows, const io::TextFile& file, const ImportProgressCallback& progress) {
    base::Stopwatch since_report;
    for (;;) {
      KHOJ_ASSIGN(const RowOutcome outcome, rows.next());
      if (outcome == RowOutcome::end) break;
      ++summary_.rows_read;
      if (outcome == RowOutcome::rejected) {
        KHOJ_TRY(reject(rows.row()));
      } else {
        KHOJ_TRY(take(std::move(rows.product()), rows.row()));
      }
      if (summary_.rows_read % kRowsBetweenLooks != 0) continue;
      if (options_.stop.stop_requested()) return base::fail(ErrorCode::cancelled, "the import was stopped");
      if (progress && since_report.elapsed_ms() >= kProgressIntervalMs) {
        report(file, progress, false);
        since_report = {};
      }
    }
    KHOJ_TRY(submit());
    KHOJ_ASSIGN(const CommitTotals totals, committer_.finish());
    summary_.merged += totals.merged;
    summary_.imported += totals.inserted;
    summary_.rejected += totals.rejected;
    return {};
  }

  void report(const io::TextFile& file, const ImportProgressCallback& progress, bool finished) const {
    if (!progress) return;
    const double seconds = watch_.elapsed_s();
    progress({.bytes_done = file.position(),
              .bytes_total = file.size(),
              .rows_read = summary_.rows_read,
              .rejected = summary_.rejected,
              .rows_per_second = seconds > 0 ? static_cast<double>(summary_.rows_read) / seconds : 0,
              .finished = finished});
  }

  [[nodiscard]] ImportSummary& summary() noexcept { return summary_; }
  [[nodiscard]] double seconds() const noexcept { return watch_.elapsed_s(); }

 private:
  Status reject(const RejectedRow& row) {
    ++summary_.rejected;
    return rejects_.add(row);
  }

  Status reject(RejectedRow row, const base::Error& error) {
    row.column = error.context;
    row.reason = error.message;
    return reject(row);
  }

  Status take(Product product, const RejectedRow& row) {
    const bool is_new = seen_.add(product.id);
    if (is_new) {
      ++summary_.imported;
      return append(std::move(product));
    }
    const auto pending = positions_.find(product.id);
    switch (options_.mapping.duplicates) {
      case DuplicatePolicy::reject:
        return reject(row, {ErrorCode::already_exists,
                            fmt::format("the id '{}' stands in an earlier row", product.id), "id"});
      case DuplicatePolicy::last:
        ++summary_.merged;
        if (pending == positions_.end()) return append(std::move(product));
        batch_.products[pending->second] = std::move(product);
        return {};
      case DuplicatePolicy::categories: break;
    }
    if (pending == positions_.end()) {
      batch_bytes_ += size_of(product) + row.raw.size();
      batch_.merges.push_back({std::move(product), row});
      return submit_if_full();
    }
    auto merged = merge_products(batch_.products[pending->second], product);
    if (!merged) return reject(row, merged.error());
    batch_.products[pending->second] = std::move(*merged);
    ++summary_.merged;
    return {};
  }

  Status append(Product product) {
    batch_bytes_ += size_of(product);
    positions_.emplace(product.id, batch_.products.size());
    batch_.products.push_back(std::move(product));
    return submit_if_full();
  }

  Status submit_if_full() {
    const std::size_t rows = batch_.products.size() + batch_.merges.size();
    return rows < options_.batch_products && batch_bytes_ < options_.batch_bytes ? Status() : submit();
  }

  Status submit() {
    batch_bytes_ = 0;
    positions_.clear();
    CommitBatch batch = std::exchange(batch_, {});
    if (batch.products.empty() && batch.merges.empty()) return {};
    return committer_.submit(std::move(batch));
  }

  const ImportOptions& options_;
  RejectFile& rejects_;
  BatchCommitter committer_;
  ImportSummary summary_;
  base::Stopwatch watch_;
  SeenIds seen_;
  CommitBatch batch_;
  std::size_t batch_bytes_ = 0;
  /// Where in batch_.products an id stands.
  std::unordered_map<std::string, std::size_t, base::StringHash, std::equal_to<>> positions_;
};

Status check_reject_path(const std::filesystem::path& rejects, const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::equivalent(rejects, file, ignored)) return {};
  return base::fail(base::Error{ErrorCode::invalid_argument,
                                "the reject file must not be the file that is imported", rejects.string()});
}

base::Error placed(base::Error error, const std::filesystem::path& file) {
  if (error.context.empty()) error.context = file.string();
  return error;
}

}  // namespace

Result<ImportSummary> import_catalog(const ImportOptions& options, store::CatalogStore& store,
                                     const ImportProgressCallback& progress) {
  const auto reject_path = options.reject_file.empty()
                               ? default_reject_path(options.file.parent_path(), options.file)
                               : options.reject_file;
  KHOJ_TRY(check_reject_path(reject_path, options.file));
  KHOJ_ASSIGN(const auto text, io::TextFile::open(options.file, options.encoding ? options.encoding
                                                                                 : options.mapping.encoding));
  auto rows = CatalogRows::open(options.mapping, *text, options.max_record_bytes);
  if (!rows) return base::fail(placed(std::move(rows).error(), options.file));
  KHOJ_ASSIGN(const auto rejects, RejectFile::create(reject_path));
  KHOJ_ASSIGN(const domain::ChangeSeq before, base::sync_wait(store.last_change(options.tenant)));

  Import import(options, store, *rejects);
  if (auto read = import.read_all(**rows, *text, progress); !read) {
    base::Error error = placed(std::move(read).error(), options.file);
    error.message +=
        fmt::format(" (after {} rows; batches that were committed before stay)", import.summary().rows_read);
    return base::fail(std::move(error));
  }
  KHOJ_TRY(rejects->close());

  ImportSummary& summary = import.summary();
  if (options.replace) {
    if (summary.imported == 0) {
      return base::fail(
          base::Error{ErrorCode::failed_precondition,
                      fmt::format("no row could be imported ({} were rejected), so nothing was replaced",
                                  summary.rejected),
                      options.file.string()});
    }
    KHOJ_ASSIGN(summary.removed, base::sync_wait(store.remove_untouched_since(options.tenant, before)));
  }
  summary.bytes_read = text->position();
  summary.seconds = import.seconds();
  summary.encoding = text->encoding();
  if (summary.rejected > 0) summary.reject_file = reject_path;
  import.report(*text, progress, true);
  return summary;
}

std::filesystem::path default_reject_path(const std::filesystem::path& folder,
                                          const std::filesystem::path& file) {
  return folder / (file.filename().string() + ".rejects.jsonl");
}

std::string summary_line(const ImportSummary& summary) {
  return fmt::format("rows read {}, imported {}, merged {}, rejected {}, removed {}", summary.rows_read,
                     summary.imported, summary.merged, summary.rejected, summary.removed);
}

void print_summary_line(std::FILE* out, const ImportSummary& summary) {
  fmt::print(out, "{}\n", summary_line(summary));
}

}  // namespace khoj::jobs
