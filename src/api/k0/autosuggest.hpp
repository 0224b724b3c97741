// POST /api/v1/autosuggest in the shape of KHOJ+ (K0-01 of the specification), with what Khoj adds to it.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::k0 {

[[nodiscard]] std::vector<Endpoint> autosuggest_endpoints();

}  // namespace khoj::api::k0
