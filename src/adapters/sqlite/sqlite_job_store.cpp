#include "adapters/sqlite/sqlite_job_store.hpp"

#include <optional>
#include <utility>

#include "adapters/sqlite/tenant_row.hpp"
#include "base/clock.hpp"

namespace khoj::adapters::sqlite {
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
  "message, "                                                                                           \
  "metrics"

Result<JobRecord> read_record(const Statement& row) {
  const auto count = [&row](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
  JobRecord record;
  record.name = row.text(0);
  record.known_since_ms = row.integer(1);
  record.runs = count(2);
  record.failures = count(3);
  record.unended = count(4);
  KHOJ_ASSIGN(record.result, store::parse_job_result(row.text(5)));
  record.runner = row.text(6);
  record.started_ms = row.integer(7);
  record.ended_ms = row.integer(8);
  record.succeeded_ms = row.integer(9);
  record.message = row.text(10);
  KHOJ_ASSIGN(record.metrics, store::job_metrics_from_json(row.text(11)));
  return record;
}

base::Error of_job(std::string_view name, base::Error error) {
  return base::at(fmt::format("job '{}'", name), std::move(error));
}

Result<std::optional<JobRecord>> find(Connection& connection, std::int64_t tenant, std::string_view name) {
  KHOJ_ASSIGN(auto row,
              connection.prepare("SELECT " KHOJ_JOB_COLUMNS " FROM jobs WHERE tenant = ?1 AND name = ?2"));
  KHOJ_ASSIGN(const bool found, row.bind(tenant).bind(name).step());
  if (!found) return std::nullopt;
  auto record = read_record(row);
  if (!record) return base::fail(of_job(name, std::move(record).error()));
  return std::optional(*std::move(record));
}

base::Status save(Connection& connection, std::int64_t tenant, const JobRecord& record) {
  KHOJ_ASSIGN(auto insert,
              connection.prepare("INSERT OR REPLACE INTO jobs (tenant, " KHOJ_JOB_COLUMNS
                                 ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"));
  const auto metrics = store::to_json(record.metrics);
  insert.bind(tenant).bind(record.name).bind(record.known_since_ms);
  insert.bind(static_cast<std::int64_t>(record.runs)).bind(static_cast<std::int64_t>(record.failures));
  insert.bind(static_cast<std::int64_t>(record.unended)).bind(to_string(record.result)).bind(record.runner);
  insert.bind(record.started_ms).bind(record.ended_ms).bind(record.succeeded_ms);
  return insert.bind(record.message).bind(metrics).run();
}

Result<std::vector<JobRecord>> all_records(Connection& connection, std::int64_t tenant) {
  KHOJ_ASSIGN(auto rows,
              connection.prepare("SELECT " KHOJ_JOB_COLUMNS " FROM jobs WHERE tenant = ?1 ORDER BY name"));
  rows.bind(tenant);
  std::vector<JobRecord> records;
  KHOJ_ASSIGN(bool more, rows.step());
  while (more) {
    auto record = read_record(rows);
    if (!record) return base::fail(of_job(rows.text(0), std::move(record).error()));
    records.push_back(*std::move(record));
    KHOJ_ASSIGN(more, rows.step());
  }
  return records;
}

}  // namespace

Task<base::Status> SqliteJobStore::know(Tenant tenant, std::vector<std::string> names) {
  std::size_t bytes = 0;
  for (const auto& name : names) {
    KHOJ_CO_TRY(store::check_job_name(name, "names"));
    bytes += name.size();
  }
  auto work = [tenant, names = std::move(names)](Connection& connection) -> Result<bool> {
    KHOJ_ASSIGN(const auto shop, find_or_add_tenant(connection, tenant));
    for (const auto& name : names) {
      KHOJ_ASSIGN(const auto known, find(connection, shop.tenant, name));
      if (known) continue;
      JobRecord record;
      record.name = name;
      record.known_since_ms = base::now_ms();
      KHOJ_TRY(save(connection, shop.tenant, record));
    }
    return true;
  };
  KHOJ_CO_TRY(co_await database_->write(bytes, std::move(work)));
  co_return base::Status();
}

Task<Result<std::vector<JobRecord>>> SqliteJobStore::records(Tenant tenant) {
  auto work = [tenant](Connection& connection) -> Result<std::vector<JobRecord>> {
    KHOJ_ASSIGN(const auto shop, find_tenant(connection, tenant));
    if (!shop) return std::vector<JobRecord>{};
    return all_records(connection, shop->tenant);
  };
  co_return co_await database_->read(std::move(work));
}

Task<Result<JobRecord>> SqliteJobStore::begin(Tenant tenant, std::string name, std::string runner) {
  KHOJ_CO_TRY(store::check_job_name(name, "name"));
  KHOJ_CO_TRY(store::check_job_name(runner, "runner"));
  const auto bytes = name.size() + runner.size();
  auto work = [tenant, name = std::move(name),
               runner = std::move(runner)](Connection& connection) -> Result<JobRecord> {
    KHOJ_ASSIGN(const auto shop, find_or_add_tenant(connection, tenant));
    KHOJ_ASSIGN(auto known, find(connection, shop.tenant, name));
    const auto now_ms = base::now_ms();
    JobRecord record = known ? *std::move(known) : JobRecord{.name = name, .known_since_ms = now_ms};
    store::begin_run(record, runner, now_ms);
    KHOJ_TRY(save(connection, shop.tenant, record));
    return record;
  };
  co_return co_await database_->write(bytes, std::move(work));
}

Task<Result<JobRecord>> SqliteJobStore::finish(Tenant tenant, std::string name, std::uint64_t run,
                                               JobEnd end) {
  KHOJ_CO_TRY(validate(end));
  const auto bytes = name.size() + end.message.size();
  auto work = [tenant, name = std::move(name), run,
               end = std::move(end)](Connection& connection) -> Result<JobRecord> {
    KHOJ_ASSIGN(const auto shop, find_tenant(connection, tenant));
    std::optional<JobRecord> record;
    if (shop) {
      KHOJ_ASSIGN(record, find(connection, shop->tenant, name));
    }
    if (!record) return base::fail(ErrorCode::not_found, "nothing is known about a job '{}'", name);
    KHOJ_TRY(store::finish_run(*record, run, end, base::now_ms()));
    KHOJ_TRY(save(connection, shop->tenant, *record));
    return *std::move(record);
  };
  co_return co_await database_->write(bytes, std::move(work));
}

}  // namespace khoj::adapters::sqlite
