// The API documents itself: /openapi.json, and two readers of it that work offline, /docs and /redoc (K0-21).
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> docs_endpoints();

}  // namespace khoj::api::native
