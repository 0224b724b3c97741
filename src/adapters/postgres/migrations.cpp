#include "adapters/postgres/migrations.hpp"

#include <array>
#include <span>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;

/// How long to wait for another process that migrates.
constexpr std::int64_t kMigrationTimeoutMs = 600'000;
/// The key of the advisory lock: "Khoj" and the schema's own number.
constexpr std::int64_t kLockKey = 0x4B686F6A;

constexpr const char* kCatalogue[] = {
    R"sql(CREATE TABLE tenants (
  tenant bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  identity text NOT NULL DEFAULT left(replace(gen_random_uuid()::text, '-', ''), 16),
  next_item bigint NOT NULL DEFAULT 0,
  last_seq bigint NOT NULL DEFAULT 0,
  product_count bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20))sql",
    R"sql(CREATE TABLE products (
  tenant bigint NOT NULL,
  product_id text COLLATE "C" NOT NULL,
  item bigint NOT NULL,
  seq bigint NOT NULL,
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  doc text,
  PRIMARY KEY (tenant, product_id)
))sql",
    "CREATE UNIQUE INDEX products_by_seq ON products (tenant, seq)",
    R"sql(CREATE TABLE settings_documents (
  tenant bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  created_ms bigint NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant, name, version)
))sql",
};

struct Migration {
  std::int64_t version;
  std::string_view name;
  std::span<const char* const> statements;
};

const std::array kMigrations = {
    Migration{1, "catalogue and settings", kCatalogue},
};

constexpr const char* kTableExists =
    "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1)";

base::Result<bool> table_exists(BlockingSession& session, std::string_view name) {
  KHOJ_ASSIGN(const auto rows, session.run({Command(kTableExists, Params().add(name))}));
  return rows[0].integer(0, 0) != 0;
}

/// 0 for a schema without our tables.
base::Result<std::int64_t> current_version(BlockingSession& session) {
  KHOJ_ASSIGN(const bool ours, table_exists(session, "khoj_migrations"));
  if (!ours) {
    KHOJ_ASSIGN(const bool others, table_exists(session, "products"));
    if (!others) return 0;
    return base::fail(base::Error{
        ErrorCode::failed_precondition,
        "the schema holds tables of another program (\"products\"); name another schema", "database.schema"});
  }
  KHOJ_ASSIGN(const auto rows,
              session.run({Command("SELECT coalesce(max(version), 0)::bigint FROM khoj_migrations")}));
  return rows[0].integer(0, 0);
}

base::Result<std::int64_t> checked_version(BlockingSession& session) {
  KHOJ_ASSIGN(const std::int64_t version, current_version(session));
  if (version <= latest_schema_version()) return version;
  return base::fail(
      ErrorCode::failed_precondition,
      "the database has schema version {}, this program knows versions up to {}; use a newer program",
      version, latest_schema_version());
}

base::Status check_encoding(BlockingSession& session) {
  KHOJ_ASSIGN(const auto rows, session.run({Command("SELECT current_setting('server_encoding')")}));
  if (rows[0].text(0, 0) == "UTF8") return {};
  return base::fail(ErrorCode::failed_precondition,
                    "the database's encoding is {}; expected UTF8 (CREATE DATABASE … ENCODING 'UTF8')",
                    rows[0].text(0, 0));
}

/// A role that may not create a schema may have been given one.
base::Status make_schema(BlockingSession& session, const std::string& schema) {
  if (!schema.empty()) {
    KHOJ_ASSIGN(const auto rows,
                session.run({Command("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)",
                                     Params().add(std::string_view(schema)))}));
    if (rows[0].integer(0, 0) == 0)
      KHOJ_TRY(session.run({Command(fmt::format("CREATE SCHEMA IF NOT EXISTS {}", schema))}));
  }
  KHOJ_ASSIGN(const auto rows, session.run({Command("SELECT current_schema() IS NULL")}));
  if (rows[0].integer(0, 0) == 0) return {};
  return base::fail(base::Error{ErrorCode::failed_precondition,
                                "the user's search path names no schema that exists; name one",
                                "database.schema"});
}

base::Status apply_from(BlockingSession& session, std::int64_t version) {
  if (version == 0) {
    KHOJ_TRY(session.run({Command(
        "CREATE TABLE IF NOT EXISTS khoj_migrations (version bigint PRIMARY KEY, name text NOT NULL, "
        "applied_ms bigint NOT NULL)")}));
  }
  for (const auto& migration : kMigrations) {
    if (migration.version <= version) continue;
    for (const auto* statement : migration.statements)
      KHOJ_TRY(session.run({Command(std::string(statement))}, kMigrationTimeoutMs));
    KHOJ_TRY(session.run({Command("INSERT INTO khoj_migrations VALUES ($1, $2, $3)",
                                  Params().add(migration.version).add(migration.name).add(base::now_ms()))}));
  }
  return {};
}

base::Status migrate_locked(BlockingSession& session, const Target& target) {
  KHOJ_TRY(make_schema(session, target.schema));
  KHOJ_ASSIGN(const std::int64_t version, checked_version(session));
  KHOJ_TRY(apply_from(session, version));
  KHOJ_TRY(session.run({Command("COMMIT")}));
  return {};
}

}  // namespace

std::int64_t latest_schema_version() noexcept { return kMigrations.back().version; }

base::Status migrate(BlockingSession& session, const Target& target) {
  KHOJ_TRY(check_encoding(session));
  // Looked at without a lock, so that a start beside a busy server need not wait for it.
  KHOJ_ASSIGN(const std::int64_t seen, checked_version(session));
  if (seen == latest_schema_version()) return {};
  KHOJ_TRY(session.run(
      {Command("BEGIN"),
       Command("SELECT set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)"),
       Command("SELECT pg_advisory_xact_lock($1)", Params().add(kLockKey))},
      kMigrationTimeoutMs));
  auto migrated = migrate_locked(session, target);
  if (!migrated && session.stands()) (void)session.run({Command("ROLLBACK")});
  return migrated;
}

}  // namespace khoj::adapters::postgres
