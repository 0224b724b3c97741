// Rows of the event log (docs/formats/postgresql.md, "events", "impressions"): how they are read, and the statements that
// insert many of them at once. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "adapters/postgres/params.hpp"
#include "adapters/postgres/rows.hpp"
#include "store/event_store.hpp"

namespace khoj::adapters::postgres {

/// An event with the number that it got.
struct NumberedEvent {
  std::int64_t seq = 0;
  const domain::Event* event = nullptr;
};

/// An impression as it rests, and what of it counts.
struct PackedImpression {
  domain::Impression impression;  ///< Without its items, which `packed` holds.
  std::string packed;
};

[[nodiscard]] Command insert_events(std::int64_t tenant, const std::vector<NumberedEvent>& events,
                                    std::int64_t received_ms);
[[nodiscard]] Command insert_impressions(std::int64_t tenant, std::int64_t first_seq,
                                         const std::vector<const PackedImpression*>& impressions);

/// The next events after `after`, one more than `limit`.
[[nodiscard]] Command select_events(const std::string& tenant, std::int64_t after, std::uint32_t limit);
[[nodiscard]] Command select_impressions(const std::string& tenant, std::int64_t after, std::uint32_t limit);

/// Errors: corruption.
base::Result<store::LogPage<store::StoredEvent>> read_events(const Rows& rows, std::uint32_t limit);
base::Result<store::LogPage<store::StoredImpression>> read_impressions(const Rows& rows, std::uint32_t limit);

/// What was searched where each product was shown.
[[nodiscard]] Command select_searches(const std::string& tenant, const std::vector<store::ShownItem>& shown);
std::vector<std::string> read_searches(const Rows& rows, const std::vector<store::ShownItem>& shown);

/// One page of a user's history. Errors: invalid_argument (the cursor).
base::Result<Command> select_user_events(const std::string& tenant, const store::UserEventsRequest& request);
base::Result<store::UserEventsPage> read_user_events(const Rows& rows, std::uint32_t limit);

}  // namespace khoj::adapters::postgres
