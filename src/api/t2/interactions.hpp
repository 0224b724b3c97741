// T2's interactions: a click or a search is told, and one user's are read (T2-16 … T2-20).
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::t2 {

[[nodiscard]] std::vector<Endpoint> interactions_endpoints();

}  // namespace khoj::api::t2
