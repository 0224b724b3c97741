// /api/v1/synonyms: words that stand for each other, saved one by one.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> synonyms_endpoints();

}  // namespace khoj::api::native
