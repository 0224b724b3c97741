// Where the database is and how we speak to it: DATABASE_URL and the options, read into libpq's keywords. The password
// is in the keywords only, never in `shown` nor in an error. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace khoj::adapters::postgres {

struct DatabaseOptions {
  std::string schema;  ///< Holds our tables; empty: the first of the user's search path.
  int readers = 4;     ///< Connections for reads; two for writes and one for notices come on top.
  std::int64_t connect_timeout_ms = 5'000;
  std::int64_t statement_timeout_ms = 30'000;  ///< Of one statement, on the server.
  std::int64_t lock_timeout_ms = 5'000;        ///< How long to wait for another transaction's lock.
  std::size_t max_queued_requests =
      4'096;  ///< Per queue (two of writes, one of reads); above: resource_exhausted.
  std::size_t max_queued_bytes = 256UL << 20U;  ///< Of waiting writes; above it: resource_exhausted.
  std::size_t max_commit_bytes = 32UL << 20U;   ///< How much one transaction takes from the queue.
};

struct Target {
  std::vector<std::pair<std::string, std::string>> keywords;  ///< For PQconnectStartParams.
  std::string shown;                                          ///< "host:5432/database": for people.
  std::string schema;
  std::int64_t connect_timeout_ms = 0;
  std::int64_t statement_timeout_ms = 0;
};

/// Whether `url` names a PostgreSQL database: postgresql://, postgres:// or postgresql+asyncpg://.
[[nodiscard]] bool is_postgres_url(std::string_view url) noexcept;

/// @param url as is_postgres_url, with libpq's parameters behind '?' (sslmode, sslrootcert, …).
/// Errors: invalid_argument (no such URL, a parameter that libpq does not know, a schema's name against
/// [a-z_][a-z0-9_]{0,49}); the URL itself is not repeated in them.
base::Result<Target> parse_target(std::string_view url, const DatabaseOptions& options);

}  // namespace khoj::adapters::postgres
