// GET and PUT /api/v1/settings: what a search looks at, and how much it counts.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> settings_endpoints();

}  // namespace khoj::api::native
