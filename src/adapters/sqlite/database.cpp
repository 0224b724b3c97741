#include "adapters/sqlite/database.hpp"

#include <chrono>
#include <limits>

#include <sqlite3.h>

#include "adapters/sqlite/migrations.hpp"
#include "adapters/sqlite/sqlite_error.hpp"
#include "base/clock.hpp"

namespace khoj::adapters::sqlite {
namespace {

using base::ErrorCode;

base::Result<std::string> path_from(std::string_view where) {
  constexpr std::string_view kScheme = "sqlite:///";
  if (where.starts_with(kScheme)) {
    where.remove_prefix(kScheme.size());
  } else if (where.find("://") != std::string_view::npos) {
    return base::fail(ErrorCode::unsupported, "the database must be a path or sqlite:///path, not {}://…",
                      where.substr(0, where.find("://")));
  }
  if (where.empty() || where == ":memory:" || where.find('\0') != std::string_view::npos) {
    return base::fail(ErrorCode::invalid_argument, "the database needs the path of a file");
  }
  return std::string(where);
}

/// A negative cache_size counts KiB.
std::string cache_pragma(std::size_t bytes) { return fmt::format("PRAGMA cache_size = -{}", bytes / 1'024); }

/// What belongs to the file: its page size, the write-ahead log, the schema.
base::Status prepare_file(Connection& connection) {
  if (sqlite3_db_readonly(connection.handle(), "main") == 1) {
    return base::fail(ErrorCode::unavailable, "the database or its folder cannot be written");
  }
  KHOJ_TRY(check_schema(connection));
  KHOJ_TRY(connection.execute(fmt::format("PRAGMA page_size = {}; PRAGMA auto_vacuum = NONE", kPageBytes)));
  KHOJ_ASSIGN(const std::string mode, connection.query_text("PRAGMA journal_mode = WAL"));
  if (mode != "wal") {
    return base::fail(ErrorCode::unavailable,
                      "the database cannot use a write-ahead log here (journal mode '{}')", mode);
  }
  // FULL: the log is synced before a commit returns. Debian's SQLite overwrites deleted content with zeros by
  // default, at the price of more pages written; FAST does so only where the page is written anyway.
  KHOJ_TRY(connection.execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST"));
  return migrate(connection);
}

/// Two processes that create one database together may find each other's locks where SQLite does not wait.
base::Status prepare_file_patiently(Connection& connection, std::int64_t timeout_ms) {
  const base::Stopwatch waited;
  while (true) {
    auto status = prepare_file(connection);
    const int code = sqlite3_errcode(connection.handle()) & 0xFF;
    const bool busy = !status && (code == SQLITE_BUSY || code == SQLITE_LOCKED);
    if (!busy || waited.elapsed_ms() > static_cast<double>(timeout_ms)) return status;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

base::Result<Connection> open_writer(const std::string& path, const DatabaseOptions& options) {
  KHOJ_ASSIGN(auto connection, Connection::open(path, options.vfs, options.busy_timeout_ms));
  KHOJ_TRY(prepare_file_patiently(connection, options.busy_timeout_ms));
  KHOJ_TRY(connection.execute(cache_pragma(options.writer_cache_bytes)));
  // Checkpoints are GroupCommit's; a log that has grown is cut back after one.
  KHOJ_TRY(connection.execute(
      fmt::format("PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = {}; PRAGMA temp_store = MEMORY",
                  2 * options.checkpoint_bytes)));
  return connection;
}

base::Result<Connection> open_reader(const std::string& path, const DatabaseOptions& options) {
  KHOJ_ASSIGN(auto connection, Connection::open(path, options.vfs, options.busy_timeout_ms));
  // Not memory-mapped: an I/O error under a map is a SIGBUS, not an error code.
  KHOJ_TRY(connection.execute(cache_pragma(options.reader_cache_bytes)));
  KHOJ_TRY(connection.execute("PRAGMA query_only = ON"));
  return connection;
}

}  // namespace

Database::Database(std::string path, const DatabaseOptions& options) noexcept
    : path_(std::move(path)),
      writes_(options.max_queued_requests, options.max_queued_bytes),
      reads_(options.max_queued_requests, std::numeric_limits<std::size_t>::max()) {}

base::Result<std::shared_ptr<Database>> Database::open(std::string_view where,
                                                       const DatabaseOptions& options) {
  KHOJ_ASSIGN(auto path, path_from(where));
  const auto with_path = [&path](base::Error error) {
    if (error.context.empty()) error.context = path;
    return base::fail(std::move(error));
  };
  auto writer = open_writer(path, options);
  if (!writer) return with_path(std::move(writer).error());
  std::shared_ptr<Database> database(new Database(path, options));
  for (int i = 0; i < std::max(1, options.readers); ++i) {
    auto reader = open_reader(path, options);
    if (!reader) return with_path(std::move(reader).error());
    database->threads_.emplace_back([raw = database.get(), connection = std::move(*reader)]() mutable {
      raw->run_reader(std::move(connection));
    });
  }
  database->threads_.emplace_back(
      [raw = database.get(), commit = GroupCommit(std::move(*writer), options.checkpoint_bytes / kPageBytes),
       max_bytes = options.max_commit_bytes]() mutable { raw->run_writer(std::move(commit), max_bytes); });
  return database;
}

Database::~Database() {
  writes_.close();
  reads_.close();
}

void Database::on_commit(std::function<void()> listener) {
  const std::lock_guard lock(listeners_mutex_);
  listeners_.push_back(std::move(listener));
}

void Database::run_writer(GroupCommit commit, std::size_t max_commit_bytes) {
  for (auto requests = writes_.take(max_commit_bytes); !requests.empty();
       requests = writes_.take(max_commit_bytes)) {
    const base::Stopwatch busy;
    if (commit.run(std::move(requests))) {
      const std::lock_guard lock(listeners_mutex_);
      for (const auto& listener : listeners_) listener();
    }
    commit.checkpoint_if_due();
    // After a long turn, a gap in which a writer of another process finds the lock free: SQLite has no queue
    // for it.
    if (busy.elapsed_ms() > 20.0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

void Database::run_reader(Connection connection) {
  while (const auto request = reads_.take_one()) request->answer(request->run(connection));
}

}  // namespace khoj::adapters::sqlite
