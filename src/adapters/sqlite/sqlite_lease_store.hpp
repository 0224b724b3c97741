// Leases in SQLite: store::LeaseStore on a Database that it may share with other stores. All processes on one SQLite file
// are on one machine, so a lease is counted on that machine's monotonic clock, which no change of the date moves; it
// stands with the id of the machine's start, since the clock begins anew with it. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/sqlite/database.hpp"
#include "store/lease_store.hpp"

namespace khoj::adapters::sqlite {

/// The clock that all processes of the machine share.
struct MachineClock {
  std::string boot_id;                       ///< Of this start of the machine.
  std::function<std::int64_t()> elapsed_ms;  ///< Since that start; not while the machine sleeps.

  static MachineClock of_this_machine();
};

class SqliteLeaseStore final : public store::LeaseStore {
 public:
  explicit SqliteLeaseStore(std::shared_ptr<Database> database,
                            MachineClock clock = MachineClock::of_this_machine()) noexcept
      : database_(std::move(database)), clock_(std::move(clock)) {}

  base::Task<base::Result<store::Lease>> try_acquire(domain::Tenant tenant, std::string name,
                                                     std::string owner, std::int64_t ttl_ms) override;
  base::Task<base::Result<store::Lease>> renew(domain::Tenant tenant, std::string name, std::string owner,
                                               std::int64_t ttl_ms) override;
  base::Task<base::Status> release(domain::Tenant tenant, std::string name, std::string owner) override;
  base::Task<base::Result<std::optional<store::Lease>>> read(domain::Tenant tenant,
                                                             std::string name) override;

 private:
  std::shared_ptr<Database> database_;
  MachineClock clock_;
};

}  // namespace khoj::adapters::sqlite
