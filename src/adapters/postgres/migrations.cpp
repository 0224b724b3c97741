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

constexpr const char* kEventLog[] = {
    R"sql(CREATE TABLE event_logs (
  tenant bigint PRIMARY KEY,
  last_event bigint NOT NULL DEFAULT 0,
  last_impression bigint NOT NULL DEFAULT 0,
  removed_event bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20))sql",
    R"sql(CREATE TABLE event_ids (
  tenant bigint NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, event_id)
))sql",
    R"sql(CREATE TABLE impressions (
  tenant bigint NOT NULL,
  seq bigint NOT NULL,
  request_id text COLLATE "C" NOT NULL,
  at_ms bigint NOT NULL,
  packed bytea NOT NULL,
  PRIMARY KEY (tenant, seq)
))sql", "CREATE INDEX impressions_by_request ON impressions (tenant, request_id)",
    R"sql(CREATE TABLE query_hours (
  tenant bigint NOT NULL,
  hour bigint NOT NULL,
  query text COLLATE "C" NOT NULL,
  searches float8 NOT NULL,
  no_results float8 NOT NULL,
  clicked_searches float8 NOT NULL,
  clicks float8 NOT NULL,
  results bigint NOT NULL,
  last_ms bigint NOT NULL,
  PRIMARY KEY (tenant, hour, query)
))sql",
};

constexpr const char* kJobs[] = {
    R"sql(CREATE TABLE leases (
  tenant bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  term bigint NOT NULL,
  ends_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, name)
))sql",
    R"sql(CREATE TABLE jobs (
  tenant bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  known_since_ms bigint NOT NULL,
  runs bigint NOT NULL DEFAULT 0,
  failures bigint NOT NULL DEFAULT 0,
  unended bigint NOT NULL DEFAULT 0,
  result text NOT NULL DEFAULT 'none',
  runner text COLLATE "C" NOT NULL DEFAULT '',
  started_ms bigint NOT NULL DEFAULT 0,
  ended_ms bigint NOT NULL DEFAULT 0,
  succeeded_ms bigint NOT NULL DEFAULT 0,
  message text COLLATE "C" NOT NULL DEFAULT '',
  metrics text NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant, name)
))sql",
};

#define KHOJ_EVENTS                          \
  "CREATE TABLE events ("                    \
  "tenant bigint NOT NULL, "                 \
  "seq bigint NOT NULL, "                    \
  "event_id text COLLATE \"C\" NOT NULL, "   \
  "kind smallint NOT NULL, "                 \
  "request_id text COLLATE \"C\", "          \
  "product_id text COLLATE \"C\" NOT NULL, " \
  "position integer, "                       \
  "user_id text COLLATE \"C\", "             \
  "value_paise bigint, "                     \
  "quantity integer NOT NULL, "              \
  "at_ms bigint NOT NULL, "                  \
  "query text COLLATE \"C\", "               \
  "received_ms bigint NOT NULL)"

#define KHOJ_EVENT_INDEXES                                                                                \
  "CREATE INDEX events_by_seq ON events (tenant, seq)",                                                   \
      "CREATE INDEX events_by_request ON events (tenant, request_id, kind) WHERE request_id IS NOT NULL", \
      "CREATE INDEX events_by_user ON events (tenant, user_id, at_ms, seq) WHERE user_id IS NOT NULL"

/// Months are made by make_partitions_ahead().
constexpr const char* kPartitionedEvents[] = {
    KHOJ_EVENTS " PARTITION BY RANGE (received_ms)",
    "CREATE TABLE events_rest PARTITION OF events DEFAULT",
    KHOJ_EVENT_INDEXES,
    R"sql(CREATE VIEW event_hours AS SELECT tenant, kind, received_ms / 3600000 * 3600000 AS hour_ms, count(*) AS events
FROM events JOIN event_logs USING (tenant) WHERE seq > removed_event GROUP BY 1, 2, 3)sql",
};

/// Untested: no TimescaleDB was at hand. Chunks of 30 days, and the hourly counts kept up to date by the extension.
constexpr const char* kHypertableEvents[] = {
    KHOJ_EVENTS,
    "SELECT create_hypertable('events', 'received_ms', chunk_time_interval => 2592000000::bigint)",
    KHOJ_EVENT_INDEXES,
    R"sql(CREATE FUNCTION khoj_now_ms() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT (extract(epoch FROM now()) * 1000)::bigint $$)sql",
    "SELECT set_integer_now_func('events', 'khoj_now_ms')",
    R"sql(CREATE MATERIALIZED VIEW event_hours WITH (timescaledb.continuous) AS
SELECT tenant, kind, time_bucket(3600000::bigint, received_ms) AS hour_ms, count(*) AS events
FROM events GROUP BY 1, 2, 3 WITH NO DATA)sql",
    R"sql(SELECT add_continuous_aggregate_policy('event_hours', start_offset => 172800000::bigint,
end_offset => 3600000::bigint, schedule_interval => interval '1 hour'))sql",
};

#undef KHOJ_EVENTS
#undef KHOJ_EVENT_INDEXES

struct Migration {
  std::int64_t version;
  std::string_view name;
  std::span<const char* const> statements;
  std::span<const char* const> with_timescale;  ///< Behind `statements`, one of these two.
  std::span<const char* const> without_timescale;
};

const std::array kMigrations = {
    Migration{1, "catalogue and settings", kCatalogue, {}, {}},
    Migration{2, "the event log", kEventLog, kHypertableEvents, kPartitionedEvents},
    Migration{3, "jobs and leases", kJobs, {}, {}},
};

/// Whether TimescaleDB is there for this database. Where the server has it and this role may, it is made.
base::Result<bool> has_timescale(BlockingSession& session) {
  KHOJ_ASSIGN(
      const auto rows,
      session.run({Command("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb'), "
                           "EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb')")}));
  if (rows[0].integer(0, 0) != 0) return true;
  if (rows[0].integer(0, 1) == 0) return false;
  const auto made = session.run({Command("CREATE EXTENSION IF NOT EXISTS timescaledb SCHEMA public")});
  if (!made) base::log::info("events go without TimescaleDB", {{"reason", made.error().describe()}});
  return made.has_value();
}

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

base::Status apply(BlockingSession& session, std::span<const char* const> statements) {
  for (const auto* statement : statements)
    KHOJ_TRY(session.run({Command(std::string(statement))}, kMigrationTimeoutMs));
  return {};
}

base::Status apply_from(BlockingSession& session, std::int64_t version, bool timescale) {
  if (version == 0) {
    KHOJ_TRY(session.run({Command(
        "CREATE TABLE IF NOT EXISTS khoj_migrations (version bigint PRIMARY KEY, name text NOT NULL, "
        "applied_ms bigint NOT NULL)")}));
  }
  for (const auto& migration : kMigrations) {
    if (migration.version <= version) continue;
    KHOJ_TRY(apply(session, migration.statements));
    KHOJ_TRY(apply(session, timescale ? migration.with_timescale : migration.without_timescale));
    KHOJ_TRY(session.run({Command("INSERT INTO khoj_migrations VALUES ($1, $2, $3)",
                                  Params().add(migration.version).add(migration.name).add(base::now_ms()))}));
  }
  return {};
}

base::Status migrate_locked(BlockingSession& session, const Target& target, bool timescale) {
  KHOJ_TRY(make_schema(session, target.schema));
  KHOJ_ASSIGN(const std::int64_t version, checked_version(session));
  KHOJ_TRY(apply_from(session, version, timescale));
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
  KHOJ_ASSIGN(const bool timescale, has_timescale(session));
  KHOJ_TRY(session.run(
      {Command("BEGIN"),
       Command("SELECT set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)"),
       Command("SELECT pg_advisory_xact_lock($1)", Params().add(kLockKey))},
      kMigrationTimeoutMs));
  auto migrated = migrate_locked(session, target, timescale);
  if (!migrated && session.stands()) (void)session.run({Command("ROLLBACK")});
  return migrated;
}

}  // namespace khoj::adapters::postgres
