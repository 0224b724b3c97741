// POST /api/v1/events: what shoppers did with what they were shown. Acknowledged means committed.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> events_endpoints();

}  // namespace khoj::api::native
