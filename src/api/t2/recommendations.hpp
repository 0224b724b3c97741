// T2's recommendations: home, product and search (T2-05 … T2-15, T2-26).
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::t2 {

[[nodiscard]] std::vector<Endpoint> recommendations_endpoints();

}  // namespace khoj::api::t2
