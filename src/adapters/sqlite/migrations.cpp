#include "adapters/sqlite/migrations.hpp"

#include <array>
#include <charconv>

#include <sqlite3.h>

#include "base/clock.hpp"

namespace khoj::adapters::sqlite {
namespace {

using base::ErrorCode;

struct Migration {
  std::int64_t version;
  std::string_view name;
  const char* sql;
};

constexpr std::array kMigrations = {
    Migration{1, "catalogue and settings", R"sql(
CREATE TABLE tenants (
  tenant INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  identity TEXT NOT NULL DEFAULT (lower(hex(randomblob(8)))),
  next_item INTEGER NOT NULL DEFAULT 0,
  last_seq INTEGER NOT NULL DEFAULT 0,
  product_count INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE products (
  product_key INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  product_id TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  doc TEXT
) STRICT;
CREATE UNIQUE INDEX products_by_id ON products (tenant, product_id);
CREATE UNIQUE INDEX products_by_seq ON products (tenant, seq);

CREATE TABLE settings_documents (
  tenant INTEGER NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX settings_documents_by_version ON settings_documents (tenant, name, version);
)sql"},
    Migration{2, "the event log", R"sql(
CREATE TABLE event_logs (
  tenant INTEGER PRIMARY KEY,
  last_event INTEGER NOT NULL DEFAULT 0,
  last_impression INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE events (
  event_key INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  request_id TEXT,
  product_id TEXT NOT NULL,
  position INTEGER,
  user_id TEXT,
  value_paise INTEGER,
  quantity INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  received_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_by_id ON events (tenant, event_id);
CREATE INDEX events_by_request ON events (tenant, request_id, kind) WHERE request_id IS NOT NULL;

CREATE TABLE impressions (
  impression_key INTEGER PRIMARY KEY,
  request_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  packed BLOB NOT NULL
) STRICT;
CREATE INDEX impressions_by_request ON impressions (request_id);

CREATE TABLE query_hours (
  tenant INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  query TEXT NOT NULL,
  searches REAL NOT NULL,
  no_results REAL NOT NULL,
  clicked_searches REAL NOT NULL,
  clicks REAL NOT NULL,
  results INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, hour, query)
) STRICT, WITHOUT ROWID;
)sql"},
    Migration{3, "searches as events, and events by user", R"sql(
ALTER TABLE events ADD COLUMN query TEXT;
CREATE INDEX events_by_user ON events (tenant, user_id, at_ms) WHERE user_id IS NOT NULL;
)sql"},
    Migration{4, "jobs, and leases on them", R"sql(
CREATE TABLE leases (
  tenant INTEGER NOT NULL,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,
  term INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  granted_ms INTEGER NOT NULL,
  ends_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  tenant INTEGER NOT NULL,
  name TEXT NOT NULL,
  known_since_ms INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  unended INTEGER NOT NULL,
  result TEXT NOT NULL,
  runner TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  succeeded_ms INTEGER NOT NULL,
  message TEXT NOT NULL,
  metrics TEXT NOT NULL,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
)sql"},
};

base::Result<std::int64_t> query_integer(Connection& connection, const std::string& sql) {
  KHOJ_ASSIGN(const std::string text, connection.query_text(sql));
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// 0 for a database without our tables.
base::Result<std::int64_t> current_version(Connection& connection) {
  // In this order: another process may be creating the tables, which it does together with the id.
  KHOJ_ASSIGN(const std::int64_t tables, query_integer(connection, "SELECT count(*) FROM sqlite_master"));
  if (tables == 0) return 0;
  KHOJ_ASSIGN(const std::int64_t application, query_integer(connection, "PRAGMA application_id"));
  if (application != kApplicationId) {
    return base::fail(ErrorCode::failed_precondition,
                      "the file is a database of another program, not of Khoj");
  }
  return query_integer(connection, "SELECT max(version) FROM schema_migrations");
}

base::Status apply_from(Connection& connection, std::int64_t version) {
  if (version == 0) {
    KHOJ_TRY(connection.execute(fmt::format("PRAGMA application_id = {}", kApplicationId)));
    KHOJ_TRY(
        connection.execute("CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                           "applied_ms INTEGER NOT "
                           "NULL) STRICT"));
  }
  for (const auto& migration : kMigrations) {
    if (migration.version <= version) continue;
    KHOJ_TRY(connection.execute(migration.sql));
    KHOJ_ASSIGN(auto record, connection.prepare("INSERT INTO schema_migrations VALUES (?1, ?2, ?3)"));
    KHOJ_TRY(record.bind(migration.version).bind(migration.name).bind(base::now_ms()).run());
  }
  return {};
}

}  // namespace

std::int64_t latest_schema_version() noexcept { return kMigrations.back().version; }

base::Status check_schema(Connection& connection) {
  KHOJ_ASSIGN(const std::int64_t version, current_version(connection));
  if (version <= latest_schema_version()) return {};
  return base::fail(
      ErrorCode::failed_precondition,
      "the database has schema version {}, this program knows versions up to {}; use a newer program",
      version, latest_schema_version());
}

base::Status migrate(Connection& connection) {
  KHOJ_TRY(check_schema(connection));
  // Looked at without a lock, so that a start beside a busy importer need not wait for it.
  KHOJ_ASSIGN(const std::int64_t seen, current_version(connection));
  if (seen == latest_schema_version()) return {};
  KHOJ_TRY(connection.execute("BEGIN IMMEDIATE"));
  auto applied = [&]() -> base::Status {
    KHOJ_TRY(check_schema(connection));
    KHOJ_ASSIGN(const std::int64_t version, current_version(connection));
    return apply_from(connection, version);
  }();
  if (applied) applied = connection.execute("COMMIT");
  if (!applied && connection.in_transaction()) (void)connection.execute("ROLLBACK");
  return applied;
}

}  // namespace khoj::adapters::sqlite
