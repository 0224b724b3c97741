#include "adapters/postgres/postgres_job_store.hpp"

#include <optional>

#include "adapters/postgres/catalog_writes.hpp"
#include "adapters/postgres/text_rules.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;
using base::Result;
using base::Task;
using domain::Tenant;
using store::JobEnd;
using store::JobRecord;

/// The columns of read_record(), in its order.
#define KHOJ_JOB_COLUMNS                                                                                \
  "name, known_since_ms, runs, failures, unended, result, runner, started_ms, ended_ms, succeeded_ms, " \
  "message, metrics"

constexpr Statement kNow{"SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"};
constexpr Statement kKnow{
    "INSERT INTO jobs (tenant, name, known_since_ms) SELECT $1, unnest($2), "
    "(extract(epoch FROM clock_timestamp()) * 1000)::bigint ON CONFLICT (tenant, name) DO NOTHING"};
constexpr Statement kRecords{
    "SELECT " KHOJ_JOB_COLUMNS
    " FROM jobs WHERE tenant = (SELECT tenant FROM tenants WHERE name = $1) ORDER BY name"};
constexpr Statement kFind{"SELECT " KHOJ_JOB_COLUMNS " FROM jobs WHERE tenant = $1 AND name = $2"};
constexpr Statement kSave{
    "INSERT INTO jobs (tenant, " KHOJ_JOB_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT (tenant, name) DO UPDATE SET known_since_ms = $3, runs = $4, failures = $5, unended = $6, "
    "result = $7, runner = $8, started_ms = $9, ended_ms = $10, succeeded_ms = $11, message = $12, metrics = "
    "$13"};

#undef KHOJ_JOB_COLUMNS

Result<JobRecord> read_record(const Rows& rows, int row) {
  const auto count = [&](int column) { return static_cast<std::uint64_t>(rows.integer(row, column)); };
  JobRecord record;
  record.name = rows.text(row, 0);
  record.known_since_ms = rows.integer(row, 1);
  record.runs = count(2);
  record.failures = count(3);
  record.unended = count(4);
  const auto of_job = [&](base::Error error) {
    return base::fail(base::at(fmt::format("job '{}'", record.name), std::move(error)));
  };
  auto result = store::parse_job_result(rows.text(row, 5));
  if (!result) return of_job(std::move(result).error());
  record.result = *result;
  record.runner = rows.text(row, 6);
  record.started_ms = rows.integer(row, 7);
  record.ended_ms = rows.integer(row, 8);
  record.succeeded_ms = rows.integer(row, 9);
  record.message = rows.text(row, 10);
  auto metrics = store::job_metrics_from_json(rows.text(row, 11));
  if (!metrics) return of_job(std::move(metrics).error());
  record.metrics = *std::move(metrics);
  return record;
}

Command save_of(std::int64_t tenant, const JobRecord& record) {
  const auto metrics = store::to_json(record.metrics);
  Params values;
  values.add(tenant).add(std::string_view(record.name)).add(record.known_since_ms);
  values.add(static_cast<std::int64_t>(record.runs)).add(static_cast<std::int64_t>(record.failures));
  values.add(static_cast<std::int64_t>(record.unended)).add(to_string(record.result));
  values.add(std::string_view(record.runner))
      .add(record.started_ms)
      .add(record.ended_ms)
      .add(record.succeeded_ms);
  return {kSave, std::move(values.add(std::string_view(record.message)).add(std::string_view(metrics)))};
}

/// Reads the record, lets `change(std::optional<JobRecord>, now_ms)` make the new one, and writes it, in one transaction.
template <typename Change>
Task<Result<JobRecord>> change_record(Database& database, Tenant tenant, std::string name, std::size_t bytes,
                                      Change change) {
  auto work = [tenant, name = std::move(name),
               change = std::move(change)](BlockingSession& session) -> Result<JobRecord> {
    TenantNumbers tenants;
    KHOJ_ASSIGN(const auto number, tenants.find_or_add(session, tenant));
    auto key = Params().add(number).add(std::string_view(name));
    KHOJ_ASSIGN(const auto rows,
                session.run({kBegin, {kLockTenant, Params().add(number)}, kNow, {kFind, std::move(key)}}));
    std::optional<JobRecord> known;
    if (!rows[3].empty()) {
      KHOJ_ASSIGN(known, read_record(rows[3], 0));
    }
    KHOJ_ASSIGN(auto record, change(std::move(known), rows[2].integer(0, 0)));
    KHOJ_TRY(session.run({save_of(number, record), kCommit}));
    return record;
  };
  std::unique_ptr<AnsweredWrite<JobRecord>> lone =
      std::make_unique<LoneWrite<JobRecord>>(tenant, std::move(work));
  co_return co_await database.write(Lane::catalog, bytes, std::move(lone));
}

}  // namespace

Task<base::Status> PostgresJobStore::know(Tenant tenant, std::vector<std::string> names) {
  std::size_t bytes = 0;
  Array wanted(Type::text);
  for (const auto& name : names) {
    KHOJ_CO_TRY(store::check_job_name(name, "names"));
    bytes += name.size();
    wanted.add(std::string_view(name));
  }
  if (names.empty()) co_return base::Status();
  auto work = [tenant, wanted = std::move(wanted)](BlockingSession& session) -> Result<bool> {
    TenantNumbers tenants;
    KHOJ_ASSIGN(const auto number, tenants.find_or_add(session, tenant));
    KHOJ_TRY(session.run({kBegin, {kKnow, Params().add(number).add(wanted)}, kCommit}));
    return true;
  };
  std::unique_ptr<AnsweredWrite<bool>> lone = std::make_unique<LoneWrite<bool>>(tenant, std::move(work));
  KHOJ_CO_TRY(co_await database_->write(Lane::catalog, bytes, std::move(lone)));
  co_return base::Status();
}

Task<Result<std::vector<JobRecord>>> PostgresJobStore::records(Tenant tenant) {
  auto asked = Params().add(std::string_view(tenant.id()));
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(Command(kRecords, std::move(asked))));
  std::vector<JobRecord> records;
  for (int row = 0; row < rows.count(); ++row) {
    KHOJ_CO_ASSIGN(auto record, read_record(rows, row));
    records.push_back(std::move(record));
  }
  co_return records;
}

Task<Result<JobRecord>> PostgresJobStore::begin(Tenant tenant, std::string name, std::string runner) {
  KHOJ_CO_TRY(store::check_job_name(name, "name"));
  KHOJ_CO_TRY(store::check_job_name(runner, "runner"));
  const auto bytes = name.size() + runner.size();
  auto change = [name, runner = std::move(runner)](std::optional<JobRecord> known,
                                                   std::int64_t now_ms) -> Result<JobRecord> {
    JobRecord record = known ? *std::move(known) : JobRecord{.name = name, .known_since_ms = now_ms};
    store::begin_run(record, runner, now_ms);
    return record;
  };
  co_return co_await change_record(*database_, tenant, std::move(name), bytes, std::move(change));
}

Task<Result<JobRecord>> PostgresJobStore::finish(Tenant tenant, std::string name, std::uint64_t run,
                                                 JobEnd end) {
  KHOJ_CO_TRY(validate(end));
  if (!can_be_stored(end.message))
    co_return base::fail(base::Error{ErrorCode::invalid_argument, "must not hold a NUL", "message"});
  const auto bytes = name.size() + end.message.size();
  auto change = [name, run, end = std::move(end)](std::optional<JobRecord> known,
                                                  std::int64_t now_ms) -> Result<JobRecord> {
    if (!known) return base::fail(ErrorCode::not_found, "nothing is known about a job '{}'", name);
    KHOJ_TRY(store::finish_run(*known, run, end, now_ms));
    return *std::move(known);
  };
  co_return co_await change_record(*database_, tenant, std::move(name), bytes, std::move(change));
}

}  // namespace khoj::adapters::postgres
