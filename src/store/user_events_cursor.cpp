#include "store/user_events_cursor.hpp"

#include <charconv>

namespace khoj::store {

base::Result<UserEventPlace> parse_user_events_cursor(std::string_view cursor) {
  UserEventPlace place;
  if (cursor.empty()) return place;
  const char* const end = cursor.data() + cursor.size();
  const auto at = std::from_chars(cursor.data(), end, place.at_ms);
  if (at.ec == std::errc() && at.ptr != end && *at.ptr == '.') {
    const auto seq = std::from_chars(at.ptr + 1, end, place.seq);
    if (seq.ec == std::errc() && seq.ptr == end) return place;
  }
  return base::fail(base::Error{base::ErrorCode::invalid_argument, "is not a cursor of this list", "cursor"});
}

std::string user_events_cursor(const StoredEvent& last) {
  return fmt::format("{}.{}", last.event.at_ms, last.seq.value);
}

}  // namespace khoj::store
