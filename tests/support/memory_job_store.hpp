// store::LeaseStore and store::JobStore in memory, for tests: every rule of the ports, nothing durable, every Task complete
// at once, and a clock that the test may move. Thread-safe.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "store/job_store.hpp"
#include "store/lease_store.hpp"

namespace khoj::testing {

class MemoryLeaseStore final : public store::LeaseStore {
 public:
  explicit MemoryLeaseStore(std::function<std::int64_t()> now_ms = base::now_ms)
      : now_ms_(std::move(now_ms)) {}

  /// From now on renewals and requests fail with this error; nullopt: they work again.
  void fail_with(std::optional<base::Error> error) {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
  }

  base::Task<base::Result<store::Lease>> try_acquire(domain::Tenant tenant, std::string name,
                                                     std::string owner, std::int64_t ttl_ms) override {
    const std::lock_guard lock(mutex_);
    KHOJ_CO_TRY(check(name, owner, ttl_ms));
    auto& row = rows_[{tenant, name}];
    const auto now_ms = now_ms_();
    const bool held = !row.owner.empty() && row.ends_ms > now_ms;
    if (held && row.owner != owner) co_return store::Lease{row.owner, row.term, row.ends_ms - now_ms};
    if (!held) ++row.term;
    row.owner = owner;
    row.ends_ms = now_ms + ttl_ms;
    co_return store::Lease{owner, row.term, ttl_ms};
  }

  base::Task<base::Result<store::Lease>> renew(domain::Tenant tenant, std::string name, std::string owner,
                                               std::int64_t ttl_ms) override {
    const std::lock_guard lock(mutex_);
    KHOJ_CO_TRY(check(name, owner, ttl_ms));
    auto& row = rows_[{tenant, name}];
    if (row.owner != owner)
      co_return base::fail(base::ErrorCode::failed_precondition, "'{}' does not have '{}'", owner, name);
    row.ends_ms = now_ms_() + ttl_ms;
    co_return store::Lease{owner, row.term, ttl_ms};
  }

  base::Task<base::Status> release(domain::Tenant tenant, std::string name, std::string owner) override {
    const std::lock_guard lock(mutex_);
    auto& row = rows_[{tenant, name}];
    if (row.owner == owner) row.owner.clear();
    co_return base::Status();
  }

  base::Task<base::Result<std::optional<store::Lease>>> read(domain::Tenant tenant,
                                                             std::string name) override {
    const std::lock_guard lock(mutex_);
    const auto& row = rows_[{tenant, name}];
    const auto remaining_ms = row.ends_ms - now_ms_();
    if (row.owner.empty() || remaining_ms <= 0) co_return std::nullopt;
    co_return store::Lease{row.owner, row.term, remaining_ms};
  }

 private:
  struct Row {
    std::string owner;
    std::uint64_t term = 0;
    std::int64_t ends_ms = 0;
  };

  [[nodiscard]] base::Status check(const std::string& name, const std::string& owner,
                                   std::int64_t ttl_ms) const {
    if (error_) return base::fail(*error_);
    KHOJ_TRY(store::check_job_name(name, "name"));
    KHOJ_TRY(store::check_job_name(owner, "owner"));
    if (ttl_ms >= 1 && ttl_ms <= store::kMaxLeaseMs) return {};
    return base::fail(
        base::Error{base::ErrorCode::invalid_argument, "expected 1 to 86,400,000 ms", "ttl_ms"});
  }

  std::function<std::int64_t()> now_ms_;
  std::mutex mutex_;
  std::optional<base::Error> error_;
  std::map<std::pair<domain::Tenant, std::string>, Row> rows_;
};

class MemoryJobStore final : public store::JobStore {
 public:
  explicit MemoryJobStore(std::function<std::int64_t()> now_ms = base::now_ms) : now_ms_(std::move(now_ms)) {}

  base::Task<base::Status> know(domain::Tenant tenant, std::vector<std::string> names) override {
    const std::lock_guard lock(mutex_);
    for (const auto& name : names) KHOJ_CO_TRY(store::check_job_name(name, "names"));
    for (const auto& name : names) record_of(tenant, name);
    co_return base::Status();
  }

  base::Task<base::Result<std::vector<store::JobRecord>>> records(domain::Tenant tenant) override {
    const std::lock_guard lock(mutex_);
    std::vector<store::JobRecord> records;
    for (const auto& [name, record] : records_[tenant]) records.push_back(record);
    co_return records;
  }

  base::Task<base::Result<store::JobRecord>> begin(domain::Tenant tenant, std::string name,
                                                   std::string runner) override {
    const std::lock_guard lock(mutex_);
    KHOJ_CO_TRY(store::check_job_name(name, "name"));
    KHOJ_CO_TRY(store::check_job_name(runner, "runner"));
    auto& record = record_of(tenant, name);
    store::begin_run(record, std::move(runner), now_ms_());
    co_return record;
  }

  base::Task<base::Result<store::JobRecord>> finish(domain::Tenant tenant, std::string name,
                                                    std::uint64_t run, store::JobEnd end) override {
    const std::lock_guard lock(mutex_);
    KHOJ_CO_TRY(validate(end));
    const auto found = records_[tenant].find(name);
    if (found == records_[tenant].end())
      co_return base::fail(base::ErrorCode::not_found, "nothing is known about a job '{}'", name);
    KHOJ_CO_TRY(store::finish_run(found->second, run, std::move(end), now_ms_()));
    co_return found->second;
  }

 private:
  store::JobRecord& record_of(const domain::Tenant& tenant, const std::string& name) {
    const auto [entry, fresh] = records_[tenant].try_emplace(name);
    if (fresh) {
      entry->second.name = name;
      entry->second.known_since_ms = now_ms_();
    }
    return entry->second;
  }

  std::function<std::int64_t()> now_ms_;
  std::mutex mutex_;
  std::map<domain::Tenant, std::map<std::string, store::JobRecord>> records_;
};

}  // namespace khoj::testing
