// An Event as one line of JSON: the format of NDJSON files, in and out, and of POST /api/v1/events.
//
//   {"event_id":"7f3a-1","type":"click","product_id":"B01","user_id":"asha","at_ms":1700000000000}
//   {"event_id":"7f3a-2","type":"search","query":"red shoes","user_id":"asha","at_ms":1700000000500}
//
// Besides: request_id, position, value (rupees), quantity. Absent and null mean the same; members of other names are
// passed over. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "domain/event.hpp"

namespace khoj::store {

/// Reads and validates one event. One without event_id gets an id that follows from its text, so that the same line read
/// twice is one event. @param now_ms our own clock.
/// Errors: invalid_argument with the member as context: not JSON, a wrong type, against domain::validate, no at_ms.
base::Result<domain::Event> event_from_json(std::string_view json, std::int64_t now_ms);

/// Appends the event as one line without a line end.
void append_event_json(std::string& out, const domain::Event& event);

}  // namespace khoj::store
