#include "adapters/sqlite/connection.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include <sqlite3.h>

#include "adapters/sqlite/sqlite_error.hpp"

namespace khoj::adapters::sqlite {
namespace {

/// SQLite's own handler backs off to 100 ms between tries and so loses every race against a busy importer. A
/// writer leaves short gaps between its transactions; trying every millisecond finds them.
int wait_for_lock(void* timeout_ms, int tries) {
  if (tries >= static_cast<int>(reinterpret_cast<std::intptr_t>(timeout_ms))) return 0;
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return 1;
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : db_(other.db_),
      statement_(std::exchange(other.statement_, nullptr)),
      next_parameter_(other.next_parameter_),
      bind_error_(other.bind_error_) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(statement_, other.statement_);
  std::swap(next_parameter_, other.next_parameter_);
  std::swap(bind_error_, other.bind_error_);
  return *this;
}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Statement& Statement::bind(std::int64_t value) noexcept {
  if (const int code = sqlite3_bind_int64(statement_, next_parameter_++, value); code != SQLITE_OK)
    bind_error_ = code;
  return *this;
}

Statement& Statement::bind(std::string_view text) noexcept {
  // A null pointer would bind NULL.
  const char* bytes = text.data() == nullptr ? "" : text.data();
  const int code =
      sqlite3_bind_text64(statement_, next_parameter_++, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) bind_error_ = code;
  return *this;
}

Statement& Statement::bind_blob(std::string_view bytes) noexcept {
  // A null pointer would bind NULL.
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  const int code = sqlite3_bind_blob64(statement_, next_parameter_++, data, bytes.size(), SQLITE_STATIC);
  if (code != SQLITE_OK) bind_error_ = code;
  return *this;
}

Statement& Statement::bind_real(double value) noexcept {
  if (const int code = sqlite3_bind_double(statement_, next_parameter_++, value); code != SQLITE_OK)
    bind_error_ = code;
  return *this;
}

Statement& Statement::bind_null() noexcept {
  if (const int code = sqlite3_bind_null(statement_, next_parameter_++); code != SQLITE_OK)
    bind_error_ = code;
  return *this;
}

base::Result<bool> Statement::step() {
  if (bind_error_ != SQLITE_OK) return base::fail(error_from(db_, bind_error_));
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return base::fail(error_from(db_, code));
}

base::Status Statement::run() {
  KHOJ_ASSIGN(bool row, step());
  while (row) {
    KHOJ_ASSIGN(row, step());
  }
  return {};
}

void Statement::reset() noexcept {
  sqlite3_reset(statement_);
  next_parameter_ = 1;
}

std::int64_t Statement::integer(int column) const noexcept {
  return sqlite3_column_int64(statement_, column);
}

double Statement::real(int column) const noexcept { return sqlite3_column_double(statement_, column); }

std::string_view Statement::blob(int column) const noexcept {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::text(int column) const noexcept {
  const auto* bytes = sqlite3_column_text(statement_, column);
  if (bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::is_null(int column) const noexcept {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Connection::Close::operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
void Connection::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

base::Result<Connection> Connection::open(const std::string& path, const std::string& vfs,
                                          std::int64_t busy_timeout_ms) {
  sqlite3* db = nullptr;
  constexpr int kFlags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &db, kFlags, vfs.empty() ? nullptr : vfs.c_str());
  Connection connection(db);
  if (code != SQLITE_OK) {
    auto error = error_from(db, code);
    error.context = path;
    return base::fail(std::move(error));
  }
  sqlite3_busy_handler(db, wait_for_lock,
                       reinterpret_cast<void*>(static_cast<std::intptr_t>(busy_timeout_ms)));
  return connection;
}

base::Status Connection::execute(const std::string& sql) {
  const int code = sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return base::fail(error_from(db_.get(), code));
  return {};
}

base::Result<std::string> Connection::query_text(const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  const int code =
      sqlite3_prepare_v2(db_.get(), sql.c_str(), static_cast<int>(sql.size()) + 1, &raw, nullptr);
  const std::unique_ptr<sqlite3_stmt, Finalize> owner(raw);
  if (code != SQLITE_OK) return base::fail(error_from(db_.get(), code));
  Statement statement(db_.get(), raw);
  KHOJ_ASSIGN(const bool row, statement.step());
  return row ? std::string(statement.text(0)) : std::string();
}

base::Result<Statement> Connection::prepare(std::string_view sql) {
  auto& kept = prepared_[sql];
  if (!kept) {
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    if (code != SQLITE_OK) return base::fail(error_from(db_.get(), code));
    kept.reset(raw);
  }
  return Statement(db_.get(), kept.get());
}

bool Connection::in_transaction() const noexcept { return sqlite3_get_autocommit(db_.get()) == 0; }

}  // namespace khoj::adapters::sqlite
