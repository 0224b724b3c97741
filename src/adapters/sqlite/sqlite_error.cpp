#include "adapters/sqlite/sqlite_error.hpp"

#include <system_error>

#include <sqlite3.h>

namespace khoj::adapters::sqlite {
namespace {

using base::ErrorCode;

struct Meaning {
  ErrorCode code;
  std::string_view words;
};

Meaning meaning_of(int primary_code) {
  switch (primary_code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::unavailable, "another process holds the database's lock for too long"};
    case SQLITE_FULL: return {ErrorCode::unavailable, "the disk is full; nothing was changed"};
    case SQLITE_IOERR: return {ErrorCode::unavailable, "reading or writing the database failed"};
    case SQLITE_READONLY: return {ErrorCode::unavailable, "the database or its folder cannot be written"};
    case SQLITE_CANTOPEN:
      return {ErrorCode::unavailable,
              "the database cannot be opened; does its folder exist, and may it be written?"};
    case SQLITE_PERM:
    case SQLITE_AUTH: return {ErrorCode::permission_denied, "access to the database is denied"};
    case SQLITE_CORRUPT: return {ErrorCode::corruption, "the database is damaged; restore it from a backup"};
    case SQLITE_NOTADB: return {ErrorCode::corruption, "the file is no SQLite database"};
    case SQLITE_NOMEM: return {ErrorCode::resource_exhausted, "the database ran out of memory"};
    case SQLITE_TOOBIG: return {ErrorCode::invalid_argument, "the value is too large for the database"};
    default: return {ErrorCode::internal, "the database refused a statement"};
  }
}

}  // namespace

base::Error error_from(sqlite3* db, int code) {
  const auto meaning = meaning_of(code & 0xFF);
  const int system_error = db == nullptr ? 0 : sqlite3_system_errno(db);
  std::string message = fmt::format("{} ({}, code {}", meaning.words, sqlite3_errstr(code), code);
  if (meaning.code == ErrorCode::internal && db != nullptr)
    message += fmt::format("; {}", sqlite3_errmsg(db));
  const bool about_files = meaning.code == ErrorCode::unavailable && (code & 0xFF) != SQLITE_BUSY;
  if (about_files && system_error != 0)
    message += fmt::format("; {}", std::generic_category().message(system_error));
  message += ')';
  const char* path = db == nullptr ? nullptr : sqlite3_db_filename(db, "main");
  return base::Error{meaning.code, std::move(message), path == nullptr ? "" : path};
}

}  // namespace khoj::adapters::sqlite
