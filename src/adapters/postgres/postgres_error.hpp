// PostgreSQL's errors as ours, in one place. Passwords and values of rows never stand in them. Pure functions.
#pragma once

#include "base/result.hpp"

struct pg_conn;
struct pg_result;

namespace khoj::adapters::postgres {

/// The Error of a statement that failed.
///   server going down, connection lost, timeouts, locks, disk full, read-only standby: unavailable (it may work later)
///   out of memory:                                       resource_exhausted
///   no rights, wrong password:                           permission_denied
///   no such database:                                    failed_precondition
///   text that PostgreSQL cannot hold, value too large:   invalid_argument
///   damaged data:                                        corruption
///   anything else is a bug of ours:                      internal
[[nodiscard]] base::Error error_from(const pg_result* result);

/// Whether the connection is of no use after this error: it ended, or the server behind it takes no writes.
[[nodiscard]] bool ends_connection(const pg_result* result);

/// The Error of a connection that could not be made, or broke. @param where  the server, without a password.
[[nodiscard]] base::Error connection_error(const pg_conn* connection, const std::string& where);

/// What is answered while the database cannot be reached. @param why  what was tried last.
[[nodiscard]] base::Error is_away(const base::Error& why);

}  // namespace khoj::adapters::postgres
