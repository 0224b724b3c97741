// GET /health: is the process alive, and is it ready (K0-20, P1-10).
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> health_endpoints();

}  // namespace khoj::api::native
