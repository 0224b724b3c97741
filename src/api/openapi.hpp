// The OpenAPI 3.1 document, made out of the registry's rows and the described types. Nothing in it is written
// by hand twice. Called once, at the start.
#pragma once

#include <string>
#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api {

/// @param keyed writing routes need the admin key.
[[nodiscard]] std::string openapi_document(const std::vector<Endpoint>& endpoints, bool keyed);

}  // namespace khoj::api
