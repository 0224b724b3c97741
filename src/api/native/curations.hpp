// /api/v1/curations: the rules with which a shop's own people pin, hide and lift products.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> curations_endpoints();

}  // namespace khoj::api::native
