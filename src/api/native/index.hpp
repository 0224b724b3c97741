// /api/v1/index: which index is live, what is being built beside it, and the request to build it anew.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> index_endpoints();

}  // namespace khoj::api::native
