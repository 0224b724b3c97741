// The port of leases: the right to do something alone for a while, among several servers on one database. Whoever has
// one renews it in time; when its owner is killed, it ends by itself and somebody else gets it. Implementations are
// thread-safe, and what they acknowledge is durable.
//
// Time is the database's, never the caller's: all that is compared or counted happens there, and callers see only
// durations. A caller's clock that jumps changes nothing. An implementation uses the clock of its database that jumps
// least: one machine's monotonic clock where all callers share a machine, the database server's clock elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/task.hpp"
#include "domain/tenant.hpp"

namespace khoj::store {

inline constexpr std::int64_t kMaxLeaseMs = 86'400'000;

/// What callers must keep to. Errors: invalid_argument, with the parameter as context.
base::Status check_lease(std::string_view name, std::string_view owner, std::int64_t ttl_ms);

struct Lease {
  std::string owner;
  /// Counts the grants of this name, from 1. A renewal keeps it, every other grant makes it greater, also after a release:
  /// of two who think that they have the lease, the one with the greater term is right.
  std::uint64_t term = 0;
  std::int64_t remaining_ms = 0;  ///< Until it ends unless it is renewed; above 0.
};

class LeaseStore {
 public:
  virtual ~LeaseStore() = default;

  /// Takes the lease `name` when nobody has it, or it has ended, or `owner` has it already (then it is renewed, so that
  /// a request whose answer was lost may be repeated). One transaction: of several who ask at once, one gets it.
  /// @param name   1 to 200 bytes of UTF-8. @param owner the same; unique to the asking process and purpose.
  /// @param ttl_ms how long it lasts, 1 to kMaxLeaseMs.
  /// @return the lease as it stands now: it was granted if its owner is `owner`.
  /// Errors: invalid_argument, resource_exhausted, unavailable.
  virtual base::Task<base::Result<Lease>> try_acquire(domain::Tenant tenant, std::string name,
                                                      std::string owner, std::int64_t ttl_ms) = 0;

  /// Lets the lease end `ttl_ms` from now. One that has ended but was not given to anybody else is renewed, too: nobody
  /// did anything under it meanwhile.
  /// Errors: failed_precondition (`owner` does not have it: never had, released, or somebody else has got it since);
  /// as try_acquire.
  virtual base::Task<base::Result<Lease>> renew(domain::Tenant tenant, std::string name, std::string owner,
                                                std::int64_t ttl_ms) = 0;

  /// Ends it now. Changes nothing when `owner` does not have it. Errors: resource_exhausted, unavailable.
  virtual base::Task<base::Status> release(domain::Tenant tenant, std::string name, std::string owner) = 0;

  /// The lease, or nothing when nobody has it. Errors: unavailable.
  virtual base::Task<base::Result<std::optional<Lease>>> read(domain::Tenant tenant, std::string name) = 0;
};

}  // namespace khoj::store
