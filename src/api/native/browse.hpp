// POST /api/v1/browse: a page of products without a query, such as a category's or a brand's.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> browse_endpoints();

}  // namespace khoj::api::native
