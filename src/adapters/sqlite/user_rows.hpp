// The rows of the event log that belong to one user: read newest first, and removed. Used like event_rows.hpp.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/sqlite/event_rows.hpp"

namespace khoj::adapters::sqlite {

/// Errors: invalid_argument (the cursor), corruption.
base::Result<store::UserEventsPage> read_user_events(Connection& connection, std::int64_t tenant,
                                                     const store::UserEventsRequest& request);

/// Removes at most `at_most` rows of the user, and notes an erasure when these were the last. @return how many.
base::Result<std::uint64_t> erase_user_events(Connection& connection, std::int64_t tenant, EventLogRow& log,
                                              const std::string& user_id, std::uint32_t at_most,
                                              std::int64_t now_ms);

}  // namespace khoj::adapters::sqlite
