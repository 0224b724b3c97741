// POST /api/v1/recommendations: a page under any policy, for a user and about a product, with everything that search pages
// have.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> recommendations_endpoints();

}  // namespace khoj::api::native
