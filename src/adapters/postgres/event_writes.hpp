// The writes of the event log. Appends share a transaction: the EventCommit inserts the ids of all events of the group,
// which says which of them are new, takes the lock of the tenant's log, and then numbers, counts and inserts everything:
// two exchanges with the server. Removals have a transaction each.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/postgres/event_rows.hpp"
#include "adapters/postgres/query_hours.hpp"
#include "adapters/postgres/tenant_numbers.hpp"
#include "adapters/postgres/write_lane.hpp"
#include "base/hash.hpp"

namespace khoj::adapters::postgres {

using EventOutcomes = std::vector<store::EventOutcome>;

/// An append of events or of impressions; the other list is empty.
class AppendWrite {
 public:
  virtual ~AppendWrite() = default;
  [[nodiscard]] virtual const std::vector<domain::Event>& events() const = 0;
  [[nodiscard]] virtual const std::vector<PackedImpression>& impressions() const = 0;
  /// @param outcomes one for each event.
  virtual void leave_outcomes(EventOutcomes outcomes) = 0;
};

std::unique_ptr<AnsweredWrite<EventOutcomes>> make_append_events(domain::Tenant tenant,
                                                                 std::vector<domain::Event> events);
std::unique_ptr<AnsweredWrite<std::uint64_t>> make_append_impressions(
    domain::Tenant tenant, std::vector<PackedImpression> impressions);
std::unique_ptr<AnsweredWrite<std::uint64_t>> make_remove_events(const domain::Tenant& tenant,
                                                                 std::int64_t before_ms,
                                                                 std::uint32_t at_most);
std::unique_ptr<AnsweredWrite<std::uint64_t>> make_remove_impressions(const domain::Tenant& tenant,
                                                                      std::int64_t before_ms,
                                                                      std::uint32_t at_most);
std::unique_ptr<AnsweredWrite<std::uint64_t>> make_erase_user(const domain::Tenant& tenant,
                                                              std::string user_id, std::uint32_t at_most);

class EventCommit final : public GroupCommit {
 public:
  base::Status commit(BlockingSession& session, const WriteQueue::Group& writes) override;
  base::Status prepare(BlockingSession& session) override;

 private:
  TenantNumbers tenants_;
  std::int64_t partitions_made_ms_ = 0;
};

}  // namespace khoj::adapters::postgres
