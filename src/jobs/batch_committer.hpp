// Writes an import's batches to the store on a thread of its own, in order, so that the next batch is parsed
// while the previous one is made durable. At most two batches wait: this bounds the memory. One thread
// submits.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "jobs/catalog_rows.hpp"
#include "jobs/reject_file.hpp"
#include "store/catalog_store.hpp"

namespace khoj::jobs {

/// A later row of a product that an earlier batch holds.
struct MergeRow {
  domain::Product product;
  RejectedRow row;  ///< Its place, should it have to be rejected.
};

struct CommitBatch {
  std::vector<domain::Product> products;  ///< Upserted in one transaction.
  std::vector<MergeRow> merges;           ///< Then merged into what the store holds.
};

struct CommitTotals {
  std::uint64_t merged = 0;
  std::uint64_t inserted = 0;  ///< Merge rows whose product was not there after all.
  std::uint64_t rejected = 0;  ///< Merge rows that cannot be merged; they are in the reject file.
};

class BatchCommitter {
 public:
  /// All must outlive this.
  BatchCommitter(store::CatalogStore& store, domain::Tenant tenant, RejectFile& rejects);
  ~BatchCommitter();
  BatchCommitter(const BatchCommitter&) = delete;
  BatchCommitter& operator=(const BatchCommitter&) = delete;

  /// Waits while two batches are on their way. Errors: the first one that any commit had; nothing is written
  /// after it.
  base::Status submit(CommitBatch batch);

  /// Waits until everything is durable. Errors: as submit.
  base::Result<CommitTotals> finish();

 private:
  void run();
  base::Status commit(CommitBatch batch);
  base::Status merge_all(std::vector<MergeRow> merges);

  store::CatalogStore& store_;
  domain::Tenant tenant_;
  RejectFile& rejects_;
  CommitTotals totals_;  ///< The thread's until it has ended.

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<CommitBatch> waiting_;
  bool finishing_ = false;
  std::optional<base::Error> error_;
  std::thread thread_;
};

}  // namespace khoj::jobs
