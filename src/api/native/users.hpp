// What is kept about one user: read and erased (GET and DELETE /api/v1/users/{id}/data).
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> users_endpoints();

}  // namespace khoj::api::native
