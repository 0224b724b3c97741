// EventRetention forgets what is older than the configuration says, a few rows at a time, so that no write waits long
// for it. Used by one thread, which calls step() whenever it has nothing better to do.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "domain/tenant.hpp"
#include "engine/event_options.hpp"
#include "store/event_store.hpp"

namespace khoj::engine {

class EventRetention {
 public:
  EventRetention(const EventOptions& options, domain::Tenant tenant,
                 std::shared_ptr<store::EventStore> events) noexcept
      : impression_days_(options.impression_retention_days),
        event_days_(options.event_retention_days),
        tenant_(std::move(tenant)),
        events_(std::move(events)) {}

  /// Removes one small batch; when nothing is left to remove, or something failed, nothing more for an hour.
  /// Blocks while the store works: some milliseconds.
  void step(std::int64_t now_ms);

 private:
  base::Result<std::uint64_t> remove_batch(std::int64_t now_ms);

  std::int64_t impression_days_;
  std::int64_t event_days_;
  domain::Tenant tenant_;
  std::shared_ptr<store::EventStore> events_;
  std::int64_t next_ms_ = 0;
};

}  // namespace khoj::engine
