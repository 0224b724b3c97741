// /api/v1/policies: the policies that a request may name; saved ones can be written and removed while the server runs.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> policies_endpoints();

}  // namespace khoj::api::native
