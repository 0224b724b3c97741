// SQLite's result codes as our Errors, in one place. Pure; thread-safe apart from `db`, which its owner uses.
#pragma once

#include "base/result.hpp"

struct sqlite3;

namespace khoj::adapters::sqlite {

/// The Error for `code`, which `db` (may be null) has just returned. Its context is the database's path.
///   busy, locked, disk full, I/O error, read-only, cannot open: unavailable (it may work later)
///   corrupt, not a database:                                    corruption
///   out of memory:                                              resource_exhausted
///   text or statement too big:                                  invalid_argument
///   anything else is a bug of ours:                             internal
[[nodiscard]] base::Error error_from(sqlite3* db, int code);

}  // namespace khoj::adapters::sqlite
