#include "adapters/sqlite/sqlite_lease_store.hpp"

#include <fstream>
#include <utility>

#include "adapters/sqlite/tenant_row.hpp"
#include "base/clock.hpp"
#include "store/job_store.hpp"

namespace khoj::adapters::sqlite {
namespace {

using base::ErrorCode;
using base::Result;
using base::Task;
using domain::Tenant;
using store::Lease;

struct LeaseRow {
  std::string owner;  ///< Empty: released.
  std::uint64_t term = 0;
  std::string boot_id;
  std::int64_t granted_ms = 0;
  std::int64_t ends_ms = 0;
};

/// What a lease is compared with.
struct Now {
  const std::string& boot_id;
  std::int64_t ms = 0;

  /// How long the row still holds; 0 or less: it has ended. One of another start of the machine has: its owner was
  /// stopped with it.
  [[nodiscard]] std::int64_t remaining_ms(const LeaseRow& row) const noexcept {
    if (row.owner.empty() || row.boot_id != boot_id || row.granted_ms > ms) return 0;
    return row.ends_ms - ms;
  }
};

Result<std::optional<LeaseRow>> find(Connection& connection, std::int64_t tenant, std::string_view name) {
  KHOJ_ASSIGN(auto row, connection.prepare("SELECT owner, term, boot_id, granted_ms, ends_ms FROM leases "
                                           "WHERE tenant = ?1 AND name = ?2"));
  KHOJ_ASSIGN(const bool found, row.bind(tenant).bind(name).step());
  if (!found) return std::nullopt;
  return LeaseRow{std::string(row.text(0)), static_cast<std::uint64_t>(row.integer(1)),
                  std::string(row.text(2)), row.integer(3), row.integer(4)};
}

base::Status save(Connection& connection, std::int64_t tenant, std::string_view name, const LeaseRow& row) {
  KHOJ_ASSIGN(auto insert,
              connection.prepare(
                  "INSERT INTO leases (tenant, name, owner, term, boot_id, granted_ms, ends_ms) VALUES (?1, "
                  "?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (tenant, name) DO UPDATE SET owner = ?3, term = ?4, "
                  "boot_id = ?5, granted_ms = ?6, ends_ms = ?7"));
  insert.bind(tenant).bind(name).bind(row.owner).bind(static_cast<std::int64_t>(row.term));
  return insert.bind(row.boot_id).bind(row.granted_ms).bind(row.ends_ms).run();
}

std::string read_boot_id() {
  std::string id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
  return id;
}

}  // namespace

MachineClock MachineClock::of_this_machine() {
  return {read_boot_id(), [] {
            using namespace std::chrono;
            return static_cast<std::int64_t>(
                duration_cast<milliseconds>(base::SteadyClock::now().time_since_epoch()).count());
          }};
}

Task<Result<Lease>> SqliteLeaseStore::try_acquire(Tenant tenant, std::string name, std::string owner,
                                                  std::int64_t ttl_ms) {
  KHOJ_CO_TRY(store::check_lease(name, owner, ttl_ms));
  const auto bytes = name.size() + owner.size();
  auto work = [this, tenant, name = std::move(name), owner = std::move(owner),
               ttl_ms](Connection& connection) -> Result<Lease> {
    KHOJ_ASSIGN(const auto shop, find_or_add_tenant(connection, tenant));
    KHOJ_ASSIGN(auto found, find(connection, shop.tenant, name));
    const Now now{clock_.boot_id, clock_.elapsed_ms()};
    LeaseRow row = found ? *std::move(found) : LeaseRow{};
    const auto remaining_ms = now.remaining_ms(row);
    if (remaining_ms > 0 && row.owner != owner) return Lease{row.owner, row.term, remaining_ms};
    if (remaining_ms <= 0) ++row.term;
    row = {owner, row.term, now.boot_id, now.ms, now.ms + ttl_ms};
    KHOJ_TRY(save(connection, shop.tenant, name, row));
    return Lease{owner, row.term, ttl_ms};
  };
  co_return co_await database_->write(bytes, std::move(work));
}

Task<Result<Lease>> SqliteLeaseStore::renew(Tenant tenant, std::string name, std::string owner,
                                            std::int64_t ttl_ms) {
  KHOJ_CO_TRY(store::check_lease(name, owner, ttl_ms));
  const auto bytes = name.size() + owner.size();
  auto work = [this, tenant, name = std::move(name), owner = std::move(owner),
               ttl_ms](Connection& connection) -> Result<Lease> {
    KHOJ_ASSIGN(const auto shop, find_or_add_tenant(connection, tenant));
    KHOJ_ASSIGN(const auto row, find(connection, shop.tenant, name));
    if (!row || row->owner != owner)
      return base::fail(ErrorCode::failed_precondition, "'{}' does not have the lease '{}'", owner, name);
    const std::int64_t now_ms = clock_.elapsed_ms();
    KHOJ_TRY(
        save(connection, shop.tenant, name, {owner, row->term, clock_.boot_id, now_ms, now_ms + ttl_ms}));
    return Lease{owner, row->term, ttl_ms};
  };
  co_return co_await database_->write(bytes, std::move(work));
}

Task<base::Status> SqliteLeaseStore::release(Tenant tenant, std::string name, std::string owner) {
  const auto bytes = name.size() + owner.size();
  auto work = [tenant, name = std::move(name),
               owner = std::move(owner)](Connection& connection) -> Result<bool> {
    KHOJ_ASSIGN(const auto shop, find_tenant(connection, tenant));
    if (!shop || owner.empty()) return false;
    KHOJ_ASSIGN(auto row, find(connection, shop->tenant, name));
    if (!row || row->owner != owner) return false;
    row->owner.clear();
    KHOJ_TRY(save(connection, shop->tenant, name, *row));
    return true;
  };
  KHOJ_CO_TRY(co_await database_->write(bytes, std::move(work)));
  co_return base::Status();
}

Task<Result<std::optional<Lease>>> SqliteLeaseStore::read(Tenant tenant, std::string name) {
  auto work = [this, tenant, name = std::move(name)](Connection& connection) -> Result<std::optional<Lease>> {
    KHOJ_ASSIGN(const auto shop, find_tenant(connection, tenant));
    if (!shop) return std::nullopt;
    KHOJ_ASSIGN(const auto row, find(connection, shop->tenant, name));
    const Now now{clock_.boot_id, clock_.elapsed_ms()};
    if (!row || now.remaining_ms(*row) <= 0) return std::nullopt;
    return Lease{row->owner, row->term, now.remaining_ms(*row)};
  };
  co_return co_await database_->read(std::move(work));
}

}  // namespace khoj::adapters::sqlite
