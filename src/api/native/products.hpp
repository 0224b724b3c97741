// The catalogue over HTTP: write one product or many, read, change and delete them. Acknowledged means
// committed.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> products_endpoints();

}  // namespace khoj::api::native
