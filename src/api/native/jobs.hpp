// /api/v1/jobs: which jobs there are, how they went, and requests to run or stop one.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> jobs_endpoints();

}  // namespace khoj::api::native
