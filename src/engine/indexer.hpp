// The Indexer is the thread that keeps what is searched up to date: it follows the catalogue's changes into the live
// index, publishes a snapshot after every step, builds another index beside it when one is asked for, and makes all of it
// durable from time to time. Its methods are thread-safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "engine/bell.hpp"
#include "engine/index_rotation.hpp"
#include "engine/live_cell.hpp"
#include "store/catalog_store.hpp"

namespace khoj::engine {

/// How indexing stands, for /health and the metrics.
struct IndexingStatus {
  bool ready = false;          ///< The index has caught up with the catalogue once since the start.
  std::uint64_t products = 0;  ///< Searchable products.
  std::uint64_t segments = 0;
  domain::ChangeSeq searchable;  ///< The newest change that a search sees.
  domain::ChangeSeq catalog;     ///< The newest change that the indexer knows of.
  std::string last_error;        ///< Why indexing stands still; empty when it does not.
  IndexStatus indexes;
};

class Indexer {
 public:
  struct Options {
    domain::Tenant tenant;
    std::int64_t poll_interval_ms = 250;
    std::int64_t commit_interval_ms = 5'000;
    std::int64_t rest_after_ms = 10'000;  ///< Without a change for so long, the index is merged further.
  };
  /// Makes what curation rules name anew; called from the thread when a product has come that a rule may name.
  using RefreshCuration = std::function<base::Status()>;

  /// Publishes what is on disk in `live`, which outlives the indexer.
  Indexer(Options options, std::shared_ptr<store::CatalogStore> catalog,
          std::unique_ptr<IndexRotation> indexes, LiveCell& live, RefreshCuration refresh_curation);
  /// Stops following, and commits.
  ~Indexer();
  Indexer(const Indexer&) = delete;
  Indexer& operator=(const Indexer&) = delete;

  /// Starts the thread. Called once.
  void start();
  /// Looks for changes now instead of at the next interval.
  void wake();
  /// Lets the next round build the index anew.
  void request_rebuild();

  [[nodiscard]] IndexingStatus status() const;
  /// Waits until everything that the catalogue held at the time of the call is searchable.
  /// Errors: deadline_exceeded, unavailable.
  base::Status wait_until_searchable(std::int64_t timeout_ms);

 private:
  void run(const std::stop_token& stop);
  base::Status guarded_round(const std::stop_token& stop);
  base::Status round(const std::stop_token& stop);
  base::Status note_newest();
  void note_indexes();
  void note_result(const base::Status& done);
  base::Status commit_when_due();
  void publish();
  void rest_when_due(bool changed);

  const Options options_;
  const std::shared_ptr<store::CatalogStore> catalog_;
  LiveCell& live_;
  const RefreshCuration refresh_curation_;
  const std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::atomic<bool> rebuild_requested_{false};

  /// The thread's own once it runs.
  std::unique_ptr<IndexRotation> indexes_;
  base::Stopwatch since_commit_;
  std::optional<base::Stopwatch> since_change_;  ///< None until there was one.
  bool resting_ = false;

  mutable std::mutex mutex_;  ///< Guards status_.
  std::condition_variable progress_;
  IndexingStatus status_;

  std::jthread thread_;  ///< Last, so that it stops before anything that it uses is destroyed.
};

}  // namespace khoj::engine
