// One connection to an SQLite database, with its prepared statements. It belongs to one thread at a time.
//
//   KHOJ_ASSIGN(auto row, connection.prepare("SELECT body FROM notes WHERE id = ?1"));
//   row.bind(17);
//   KHOJ_ASSIGN(const bool found, row.step());
//   if (found) use(row.text(0));
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/hash.hpp"
#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace khoj::adapters::sqlite {

/// One run of a prepared statement. Ending its life resets the statement for the next run; it must not
/// outlive the Connection, and one SQL text has one run at a time.
class Statement {
 public:
  Statement(sqlite3* db, sqlite3_stmt* statement) noexcept : db_(db), statement_(statement) {}
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  /// Binds the next parameter. Text is not copied: it must live until the run ends. A failure shows in
  /// step().
  Statement& bind(std::int64_t value) noexcept;
  Statement& bind(std::string_view text) noexcept;
  Statement& bind_blob(std::string_view bytes) noexcept;
  Statement& bind_real(double value) noexcept;
  Statement& bind_null() noexcept;

  /// @return true: there is a row to read; false: done.
  base::Result<bool> step();

  /// Runs a statement that returns no rows.
  base::Status run();

  /// Makes it ready for the next values with the same text.
  void reset() noexcept;

  [[nodiscard]] std::int64_t integer(int column) const noexcept;
  [[nodiscard]] double real(int column) const noexcept;
  /// Valid until the next step().
  [[nodiscard]] std::string_view text(int column) const noexcept;
  /// Valid until the next step().
  [[nodiscard]] std::string_view blob(int column) const noexcept;
  [[nodiscard]] bool is_null(int column) const noexcept;

 private:
  sqlite3* db_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
  int next_parameter_ = 1;
  int bind_error_ = 0;
};

class Connection {
 public:
  /// Opens (and creates) the file. @param vfs name of a registered VFS; empty for the default.
  /// @param busy_timeout_ms how long a statement waits for another connection's lock.
  /// Errors: as error_from says.
  static base::Result<Connection> open(const std::string& path, const std::string& vfs,
                                       std::int64_t busy_timeout_ms);

  /// Runs statements that return nothing of interest.
  base::Status execute(const std::string& sql);

  /// The first column of the first row, as text; empty when there is none.
  base::Result<std::string> query_text(const std::string& sql);

  /// Prepares `sql`, or takes it from the connection's cache. `sql` must be a literal: the cache keeps a view
  /// of it.
  base::Result<Statement> prepare(std::string_view sql);

  /// False when no transaction is open, also because SQLite has rolled it back by itself.
  [[nodiscard]] bool in_transaction() const noexcept;

  [[nodiscard]] sqlite3* handle() const noexcept { return db_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* db) const noexcept;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };

  explicit Connection(sqlite3* db) noexcept : db_(db) {}

  std::unique_ptr<sqlite3, Close> db_;
  std::unordered_map<std::string_view, std::unique_ptr<sqlite3_stmt, Finalize>, base::StringHash> prepared_;
};

}  // namespace khoj::adapters::sqlite
