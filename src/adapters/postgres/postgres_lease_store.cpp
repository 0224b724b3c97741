#include "adapters/postgres/postgres_lease_store.hpp"

#include "adapters/postgres/catalog_writes.hpp"
#include "store/job_store.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;
using base::Result;
using base::Task;
using domain::Tenant;
using store::Lease;

#define KHOJ_REMAINING "(extract(epoch FROM ends_at - clock_timestamp()) * 1000)::bigint"

/// One row comes back where the lease was granted.
constexpr Statement kAcquire{
    "INSERT INTO leases AS held (tenant, name, owner, term, ends_at) "
    "VALUES ($1, $2, $3, 1, clock_timestamp() + $4 * interval '1 millisecond') "
    "ON CONFLICT (tenant, name) DO UPDATE SET "
    "term = held.term + CASE WHEN held.owner = $3 AND held.ends_at > clock_timestamp() THEN 0 ELSE 1 END, "
    "owner = $3, ends_at = clock_timestamp() + $4 * interval '1 millisecond' "
    "WHERE held.owner IN ($3, '') OR held.ends_at <= clock_timestamp() RETURNING term"};
constexpr Statement kHolder{"SELECT owner, term, greatest(" KHOJ_REMAINING
                            ", 1) FROM leases WHERE tenant = $1 AND name = $2"};
constexpr Statement kRenew{
    "UPDATE leases SET ends_at = clock_timestamp() + $4 * interval '1 millisecond' "
    "WHERE tenant = $1 AND name = $2 AND owner = $3 RETURNING term"};
constexpr Statement kRelease{
    "UPDATE leases SET owner = '' WHERE tenant = $1 AND name = $2 AND owner = $3 AND owner <> ''"};
constexpr Statement kRead{"SELECT owner, term, " KHOJ_REMAINING
                          " FROM leases WHERE tenant = (SELECT tenant FROM tenants WHERE name = $1) "
                          "AND name = $2 AND owner <> '' AND ends_at > clock_timestamp()"};

#undef KHOJ_REMAINING

std::uint64_t term_of(const Rows& rows, int column) {
  return static_cast<std::uint64_t>(rows.integer(0, column));
}

template <typename T, typename Work>
Task<Result<T>> write(Database& database, const Tenant& tenant, std::size_t bytes, Work work) {
  std::unique_ptr<AnsweredWrite<T>> lone = std::make_unique<LoneWrite<T>>(tenant, std::move(work));
  co_return co_await database.write(Lane::catalog, bytes, std::move(lone));
}

}  // namespace

Task<Result<Lease>> PostgresLeaseStore::try_acquire(Tenant tenant, std::string name, std::string owner,
                                                    std::int64_t ttl_ms) {
  KHOJ_CO_TRY(store::check_lease(name, owner, ttl_ms));
  const auto bytes = name.size() + owner.size();
  auto work = [tenant, name = std::move(name), owner = std::move(owner),
               ttl_ms](BlockingSession& session) -> Result<Lease> {
    TenantNumbers tenants;
    KHOJ_ASSIGN(const auto number, tenants.find_or_add(session, tenant));
    const auto key = Params().add(number).add(std::string_view(name));
    auto wanted = key;
    wanted.add(std::string_view(owner)).add(ttl_ms);
    KHOJ_ASSIGN(const auto rows, session.run({kBegin, {kAcquire, wanted}, {kHolder, key}, kCommit}));
    if (!rows[1].empty()) return Lease{owner, term_of(rows[1], 0), ttl_ms};
    if (rows[2].empty()) return base::fail(ErrorCode::internal, "a lease is held by nobody");
    return Lease{std::string(rows[2].text(0, 0)), term_of(rows[2], 1), rows[2].integer(0, 2)};
  };
  co_return co_await write<Lease>(*database_, tenant, bytes, std::move(work));
}

Task<Result<Lease>> PostgresLeaseStore::renew(Tenant tenant, std::string name, std::string owner,
                                              std::int64_t ttl_ms) {
  KHOJ_CO_TRY(store::check_lease(name, owner, ttl_ms));
  const auto bytes = name.size() + owner.size();
  auto work = [tenant, name = std::move(name), owner = std::move(owner),
               ttl_ms](BlockingSession& session) -> Result<Lease> {
    TenantNumbers tenants;
    KHOJ_ASSIGN(const auto number, tenants.find_or_add(session, tenant));
    auto held = Params().add(number).add(std::string_view(name)).add(std::string_view(owner)).add(ttl_ms);
    KHOJ_ASSIGN(const auto rows, session.run({kBegin, {kRenew, std::move(held)}, kCommit}));
    if (!rows[1].empty()) return Lease{owner, term_of(rows[1], 0), ttl_ms};
    return base::fail(ErrorCode::failed_precondition, "'{}' does not have the lease '{}'", owner, name);
  };
  co_return co_await write<Lease>(*database_, tenant, bytes, std::move(work));
}

Task<base::Status> PostgresLeaseStore::release(Tenant tenant, std::string name, std::string owner) {
  if (!store::check_job_name(name, "name") || !store::check_job_name(owner, "owner"))
    co_return base::Status();
  const auto bytes = name.size() + owner.size();
  auto work = [tenant, name = std::move(name),
               owner = std::move(owner)](BlockingSession& session) -> Result<bool> {
    TenantNumbers tenants;
    KHOJ_ASSIGN(const auto number, tenants.find_or_add(session, tenant));
    auto held = Params().add(number).add(std::string_view(name)).add(std::string_view(owner));
    KHOJ_TRY(session.run({kBegin, {kRelease, std::move(held)}, kCommit}));
    return true;
  };
  KHOJ_CO_TRY(co_await write<bool>(*database_, tenant, bytes, std::move(work)));
  co_return base::Status();
}

Task<Result<std::optional<Lease>>> PostgresLeaseStore::read(Tenant tenant, std::string name) {
  if (!store::check_job_name(name, "name")) co_return std::nullopt;
  auto asked = Params().add(std::string_view(tenant.id())).add(std::string_view(name));
  KHOJ_CO_ASSIGN(const auto rows, co_await database_->read(Command(kRead, std::move(asked))));
  if (rows.empty() || rows.integer(0, 2) <= 0) co_return std::nullopt;
  co_return Lease{std::string(rows.text(0, 0)), term_of(rows, 1), rows.integer(0, 2)};
}

}  // namespace khoj::adapters::postgres
