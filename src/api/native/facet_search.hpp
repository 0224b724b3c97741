// POST /api/v1/facets/search: the values of one field that begin like something, for the box above a long list of brands.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> facet_search_endpoints();

}  // namespace khoj::api::native
