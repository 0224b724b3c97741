// An SQLite database that several stores share: one writer thread with group commit, a few reader threads
// beside it that never wait for the writer, and requests that come back as Tasks. Another process may use the
// same file. Thread-safe. Stores keep it alive by shared_ptr; its destructor finishes what is queued and
// joins the threads. It must not end before the Tasks that were started on it have been answered.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/sqlite/group_commit.hpp"
#include "adapters/sqlite/request_queue.hpp"
#include "base/task.hpp"

namespace khoj::adapters::sqlite {

/// Products of about 1 KB: 8 KiB pages keep more of them together than SQLite's 4 KiB.
inline constexpr std::size_t kPageBytes = 8'192;

struct DatabaseOptions {
  std::string vfs;                              ///< Name of a registered SQLite VFS; empty for the default.
  int readers = 2;                              ///< Reader threads, each with a connection.
  std::int64_t busy_timeout_ms = 10'000;        ///< How long to wait for another process's write.
  std::size_t max_queued_requests = 4'096;      ///< Per queue (writes, reads); above it: resource_exhausted.
  std::size_t max_queued_bytes = 256UL << 20U;  ///< Of waiting writes; above it: resource_exhausted.
  std::size_t max_commit_bytes = 32UL << 20U;   ///< How much one transaction takes from the queue.
  std::size_t writer_cache_bytes = 128UL << 20U;  ///< Holds the id index of a million products.
  std::size_t reader_cache_bytes = 16UL << 20U;   ///< Per reader.
  std::size_t checkpoint_bytes = 64UL << 20U;     ///< Size of the write-ahead log that starts a checkpoint.
};

class Database {
 public:
  /// Opens or creates the database and brings its schema up to date.
  /// @param where  a path, or a URL "sqlite:///relative/path" or "sqlite:////absolute/path".
  /// Errors: invalid_argument (no path), unsupported (another kind of URL), failed_precondition (newer
  /// schema, foreign database), unavailable (folder missing or read-only, disk full), corruption.
  static base::Result<std::shared_ptr<Database>> open(std::string_view where,
                                                      const DatabaseOptions& options = {});

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  /// Runs `work`, a `base::Result<T>(Connection&)`, in a write transaction, on the writer's thread. The Task
  /// completes after the commit is durable. An error of `work` undoes what it did.
  /// @param bytes about how much memory the request holds while it waits.
  /// Errors: those of `work`; resource_exhausted (queue full), unavailable.
  template <typename Work>
  auto write(std::size_t bytes, Work work) {
    return submit(writes_, bytes, std::move(work));
  }

  /// Runs `work`, a `base::Result<T>(Connection&)`, on a reader's thread. Each statement sees one commit's
  /// state.
  template <typename Work>
  auto read(Work work) {
    return submit(reads_, 0, std::move(work));
  }

  /// `listener` is called after each commit of this Database, from the writer's thread; it must return at
  /// once.
  void on_commit(std::function<void()> listener);

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  Database(std::string path, const DatabaseOptions& options) noexcept;

  template <typename Work, typename Returned = std::invoke_result_t<Work&, Connection&>>
  static base::Task<Returned> submit(RequestQueue& queue, std::size_t bytes, Work work) {
    using T = typename Returned::value_type;
    auto answer = std::make_shared<base::OneShot<Returned>>();
    auto request = std::make_unique<WorkRequest<T, Work>>(std::move(work), answer);
    KHOJ_CO_TRY(queue.push(std::move(request), bytes));
    co_return co_await *answer;
  }

  void run_writer(GroupCommit commit, std::size_t max_commit_bytes);
  void run_reader(Connection connection);

  std::string path_;
  RequestQueue writes_;
  RequestQueue reads_;
  std::mutex listeners_mutex_;
  std::vector<std::function<void()>> listeners_;
  std::vector<std::jthread> threads_;
};

}  // namespace khoj::adapters::sqlite
