// Keeps a lease from ending while its owner works: renews it from a thread of its own, and says when it is lost.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "domain/tenant.hpp"
#include "store/lease_store.hpp"

namespace khoj::jobs {

class LeaseKeeper {
 public:
  struct Options {
    domain::Tenant tenant;
    std::string name;
    std::string owner;
    std::int64_t ttl_ms = 60'000;
  };

  /// @param on_lost called once at most, from the thread: somebody else may have the lease, or will in a moment, because
  ///                it could not be renewed in time.
  LeaseKeeper(Options options, std::shared_ptr<store::LeaseStore> leases, std::function<void()> on_lost);

 private:
  std::jthread thread_;
};

}  // namespace khoj::jobs
