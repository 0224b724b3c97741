// /api/v1/artefacts: what jobs have made, in which versions, and the way back to an earlier one.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> artefacts_endpoints();

}  // namespace khoj::api::native
