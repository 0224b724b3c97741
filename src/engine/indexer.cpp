#include "engine/indexer.hpp"

#include <exception>

#include "base/log.hpp"
#include "engine/product_columns.hpp"

namespace khoj::engine {
namespace {

using base::ErrorCode;
using base::Status;

/// After an error the indexer waits this long before it tries again.
constexpr std::int64_t kRetryIntervalMs = 1'000;

}  // namespace

Indexer::Indexer(Options options, std::shared_ptr<store::CatalogStore> catalog,
                 std::unique_ptr<IndexRotation> indexes, LiveCell& live, RefreshCuration refresh_curation)
    : options_(std::move(options)),
      catalog_(std::move(catalog)),
      live_(live),
      refresh_curation_(std::move(refresh_curation)),
      indexes_(std::move(indexes)) {
  publish();
}

Indexer::~Indexer() = default;

void Indexer::start() {
  catalog_->on_commit([bell = bell_] { bell->ring(); });
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Indexer::wake() { bell_->ring(); }

void Indexer::request_rebuild() {
  rebuild_requested_ = true;
  bell_->ring();
}

IndexingStatus Indexer::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

Status Indexer::wait_until_searchable(std::int64_t timeout_ms) {
  KHOJ_ASSIGN(const auto newest, base::sync_wait(catalog_->last_change(options_.tenant)));
  bell_->ring();
  std::unique_lock lock(mutex_);
  const bool reached = progress_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                                          [&] { return status_.searchable >= newest; });
  if (!reached && !status_.last_error.empty())
    return base::fail(ErrorCode::unavailable, "indexing stands still: {}", status_.last_error);
  if (!reached)
    return base::fail(ErrorCode::deadline_exceeded, "change {} was not searchable after {} ms", newest,
                      timeout_ms);
  return {};
}

void Indexer::run(const std::stop_token& stop) {
  const std::stop_callback on_stop(stop, [this] { bell_->ring(); });
  bool tidied = false;  // Other indexes go when this one has caught up once, not before.
  while (!stop.stop_requested()) {
    const auto done = guarded_round(stop);
    if (done && !tidied && !stop.stop_requested()) indexes_->remove_strangers();
    tidied = tidied || done;
    note_result(done);
    bell_->wait(done ? options_.poll_interval_ms : kRetryIntervalMs, stop);
  }
  if (const auto committed = indexes_->commit(); !committed) {
    base::log::error("index could not be committed at the end", {{"error", committed.error().describe()}});
  }
}

/// Threads and memory may fail to be had while indexing: that ends the round, not the program.
Status Indexer::guarded_round(const std::stop_token& stop) {
  try {
    return round(stop);
  } catch (const std::exception& error) {
    return base::fail(ErrorCode::resource_exhausted, "indexing was interrupted: {}", error.what());
  }
}

/// The live index catches up with the catalogue first, whatever becomes of one that is being built beside it.
Status Indexer::round(const std::stop_token& stop) {
  KHOJ_TRY(note_newest());
  bool more = true;
  while (more && !stop.stop_requested()) {
    KHOJ_ASSIGN(const auto applied, indexes_->follow());
    const bool merged = indexes_->snapshot() != live_.current()->snapshot->index;
    if (applied > 0 || merged) publish();
    if (applied > 0 && live_.current()->curation->unknown_products() > 0) KHOJ_TRY(refresh_curation_());
    if (rebuild_requested_.exchange(false)) indexes_->request_rebuild();
    KHOJ_ASSIGN(const auto rebuilt, indexes_->rebuild(*live_.current()->settings));
    if (rebuilt.switched) {
      publish();
      KHOJ_TRY(refresh_curation_());
      indexes_->remove_strangers();
    }
    note_indexes();
    rest_when_due(applied > 0 || rebuilt.more || rebuilt.switched);
    more = applied > 0 || rebuilt.more;
    KHOJ_TRY(commit_when_due());
  }
  return commit_when_due();
}

/// A while after the last change; at once where none has come since the start.
void Indexer::rest_when_due(bool changed) {
  if (changed) {
    since_change_.emplace();
    resting_ = false;
  } else if (!resting_ &&
             (!since_change_ || since_change_->elapsed_ms() >= static_cast<double>(options_.rest_after_ms))) {
    indexes_->rest();
    resting_ = true;
  }
}

Status Indexer::note_newest() {
  KHOJ_ASSIGN(const auto newest, base::sync_wait(catalog_->last_change(options_.tenant)));
  const std::lock_guard lock(mutex_);
  status_.catalog = newest;
  return {};
}

void Indexer::note_indexes() {
  auto now = indexes_->status();
  const std::lock_guard lock(mutex_);
  status_.indexes = std::move(now);
}

void Indexer::note_result(const Status& done) {
  const std::string message = done ? std::string() : done.error().describe();
  const std::lock_guard lock(mutex_);
  if (message != status_.last_error && !message.empty())
    base::log::error("indexing stands still", {{"error", message}});
  if (done) status_.ready = true;
  status_.last_error = message;
  progress_.notify_all();
}

Status Indexer::commit_when_due() {
  if (since_commit_.elapsed_ms() < static_cast<double>(options_.commit_interval_ms)) return {};
  KHOJ_ASSIGN(const bool live_committed, indexes_->commit());
  if (live_committed) publish();
  since_commit_ = {};
  return {};
}

void Indexer::publish() {
  auto snapshot = std::make_shared<pipeline::Snapshot>();
  snapshot->index = indexes_->snapshot();
  const auto covered = snapshot->index->covered();
  const auto products = snapshot->index->doc_count();
  const auto segments = snapshot->index->segment_count();
  {
    // An index that was opened again begins at its last commit: nobody shall see the past.
    const std::lock_guard lock(mutex_);
    if (covered < status_.searchable) return;
  }
  auto fields = std::make_shared<const query::FieldTable>(product_fields(snapshot->index->schema()));
  live_.update([&](LiveState& state) {
    state.snapshot = std::move(snapshot);
    state.fields = std::move(fields);
  });
  const std::lock_guard lock(mutex_);
  status_.searchable = covered;
  status_.products = products;
  status_.segments = segments;
  status_.indexes = indexes_->status();
  progress_.notify_all();
}

}  // namespace khoj::engine
