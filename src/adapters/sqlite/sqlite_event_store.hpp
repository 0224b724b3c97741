// The event log in SQLite: store::EventStore on a Database that it may share with other stores. Thread-safe.
#pragma once

#include <memory>

#include "adapters/sqlite/database.hpp"
#include "store/event_store.hpp"

namespace khoj::adapters::sqlite {

class SqliteEventStore final : public store::EventStore {
 public:
  explicit SqliteEventStore(std::shared_ptr<Database> database) noexcept : database_(std::move(database)) {}

  base::Task<base::Result<std::vector<store::EventOutcome>>> append_events(
      domain::Tenant tenant, std::vector<domain::Event> events) override;
  base::Task<base::Result<std::uint64_t>> append_impressions(
      domain::Tenant tenant, std::vector<domain::Impression> impressions) override;
  base::Task<base::Result<store::LogPage<store::StoredEvent>>> events_after(domain::Tenant tenant,
                                                                            domain::EventSeq after,
                                                                            std::uint32_t limit) override;
  base::Task<base::Result<store::LogPage<store::StoredImpression>>> impressions_after(
      domain::Tenant tenant, domain::EventSeq after, std::uint32_t limit) override;
  base::Task<base::Result<std::vector<std::string>>> searched_in(
      domain::Tenant tenant, std::vector<store::ShownItem> shown) override;
  base::Task<base::Result<std::uint64_t>> remove_events(domain::Tenant tenant, std::int64_t before_ms,
                                                        std::uint32_t at_most) override;
  base::Task<base::Result<std::uint64_t>> remove_impressions(domain::Tenant tenant, std::int64_t before_ms,
                                                             std::uint32_t at_most) override;
  base::Task<base::Result<store::UserEventsPage>> user_events(domain::Tenant tenant,
                                                              store::UserEventsRequest request) override;
  base::Task<base::Result<std::uint64_t>> erase_user(domain::Tenant tenant, std::string user_id,
                                                     std::uint32_t at_most) override;
  void on_commit(std::function<void()> listener) override;
  base::Task<base::Result<std::vector<store::QueryCount>>> query_counts(
      domain::Tenant tenant, store::QueryCountsRequest request) override;

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace khoj::adapters::sqlite
