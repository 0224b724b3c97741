#include "jobs/batch_committer.hpp"

#include <exception>
#include <utility>

#include "jobs/product_merge.hpp"

namespace khoj::jobs {
namespace {

constexpr std::size_t kMaxWaiting = 1;
constexpr std::size_t kMaxConcurrentEdits = 512;

using EditOutcome = base::Result<store::StoredProduct>;

/// Starts all tasks at once, so that a store that groups commits makes them durable together, and waits for
/// all.
std::vector<EditOutcome> wait_for_all(std::vector<base::Task<EditOutcome>> tasks) {
  std::vector<EditOutcome> outcomes(tasks.size());
  base::WaitingExecutor executor;
  const base::Executor::Scope scope(&executor);
  std::size_t left = tasks.size();
  bool done = tasks.empty();
  std::exception_ptr thrown;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    base::spawn(std::move(tasks[i]), [&, i](std::exception_ptr error, std::optional<EditOutcome> outcome) {
      if (error) thrown = error;
      if (outcome) outcomes[i] = std::move(*outcome);
      done = --left == 0;
    });
  }
  executor.run_until(done);
  if (thrown) std::rethrow_exception(thrown);
  return outcomes;
}

}  // namespace

BatchCommitter::BatchCommitter(store::CatalogStore& store, domain::Tenant tenant, RejectFile& rejects)
    : store_(store), tenant_(std::move(tenant)), rejects_(rejects), thread_([this] { run(); }) {}

BatchCommitter::~BatchCommitter() {
  {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
    finishing_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

base::Status BatchCommitter::submit(CommitBatch batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return error_ || waiting_.size() < kMaxWaiting; });
  if (error_) return base::fail(*error_);
  waiting_.push_back(std::move(batch));
  changed_.notify_all();
  return {};
}

base::Result<CommitTotals> BatchCommitter::finish() {
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
    changed_.notify_all();
  }
  thread_.join();
  if (error_) return base::fail(*error_);
  return totals_;
}

void BatchCommitter::run() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return finishing_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    CommitBatch batch = std::move(waiting_.front());
    waiting_.pop_front();
    changed_.notify_all();
    lock.unlock();

    base::Status status;
    try {
      status = commit(std::move(batch));
    } catch (const std::exception& exception) {
      status = base::fail(base::ErrorCode::internal, "the catalogue store threw: {}", exception.what());
    }
    if (!status) {
      lock.lock();
      error_ = std::move(status).error();
      waiting_.clear();
      changed_.notify_all();
      return;
    }
  }
}

base::Status BatchCommitter::commit(CommitBatch batch) {
  if (!batch.products.empty()) {
    KHOJ_TRY(base::sync_wait(store_.upsert(tenant_, std::move(batch.products))));
  }
  while (!batch.merges.empty()) {
    const std::size_t count = std::min(batch.merges.size(), kMaxConcurrentEdits);
    const auto end = batch.merges.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<MergeRow> part(std::make_move_iterator(batch.merges.begin()), std::make_move_iterator(end));
    batch.merges.erase(batch.merges.begin(), end);
    KHOJ_TRY(merge_all(std::move(part)));
  }
  return {};
}

base::Status BatchCommitter::merge_all(std::vector<MergeRow> merges) {
  std::vector<base::Task<EditOutcome>> tasks;
  tasks.reserve(merges.size());
  for (const auto& merge : merges) {
    tasks.push_back(store_.edit(
        tenant_, merge.product.id,
        [&later = merge.product](const domain::Product& current) { return merge_products(current, later); }));
  }
  const std::vector<EditOutcome> outcomes = wait_for_all(std::move(tasks));
  std::vector<domain::Product> absent;
  for (std::size_t i = 0; i < merges.size(); ++i) {
    if (outcomes[i]) {
      ++totals_.merged;
    } else if (outcomes[i].error().code == base::ErrorCode::not_found) {
      absent.push_back(std::move(merges[i].product));
      ++totals_.inserted;
    } else if (outcomes[i].error().code == base::ErrorCode::invalid_argument) {
      merges[i].row.column = outcomes[i].error().context;
      merges[i].row.reason = outcomes[i].error().message;
      KHOJ_TRY(rejects_.add(merges[i].row));
      ++totals_.rejected;
    } else {
      return base::fail(outcomes[i].error());
    }
  }
  if (absent.empty()) return {};
  KHOJ_TRY(base::sync_wait(store_.upsert(tenant_, std::move(absent))));
  return {};
}

}  // namespace khoj::jobs
