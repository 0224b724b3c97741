// POST /api/v1/search in the shape of KHOJ+ (K0-08 of the specification), with what Khoj adds to it.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::k0 {

[[nodiscard]] std::vector<Endpoint> search_endpoints();

}  // namespace khoj::api::k0
