// GET /api/v1/analytics/queries: what is searched, what finds nothing, what is clicked.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> analytics_endpoints();

}  // namespace khoj::api::native
