// The page at "/" and the files that it is made of.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> pages_endpoints();

}  // namespace khoj::api::native
