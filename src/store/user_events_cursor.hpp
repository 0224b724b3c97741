// The cursor of UserHistory::user_events(): the place of an event in its user's history. Pure functions.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/event_store.hpp"

namespace khoj::store {

/// What follows is older: (at_ms, seq) descending.
struct UserEventPlace {
  std::int64_t at_ms = std::numeric_limits<std::int64_t>::max();
  std::int64_t seq = std::numeric_limits<std::int64_t>::max();
};

/// Before everything for an empty cursor. Errors: invalid_argument, with "cursor" as context.
base::Result<UserEventPlace> parse_user_events_cursor(std::string_view cursor);
[[nodiscard]] std::string user_events_cursor(const StoredEvent& last);

}  // namespace khoj::store
