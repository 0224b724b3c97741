// Where HTTP and described types meet: a JSON body in, a JSON body out, and query parameters that are
// numbers.
#pragma once

#include <optional>
#include <string>

#include "api/errors.hpp"
#include "api/http/request.hpp"
#include "api/http/response.hpp"
#include "api/json/read.hpp"
#include "api/json/write.hpp"

namespace khoj::api {

template <typename T>
[[nodiscard]] Response json_response(const T& value, int status = 200) {
  return Response::json(json_text(value), status);
}

/// A whole number among the query parameters; `fallback` when it is absent. What is wrong goes into
/// `violations`.
[[nodiscard]] std::int64_t query_integer(const Request& request, std::string_view name, std::int64_t fallback,
                                         std::int64_t min, std::int64_t max, Violations& violations);

}  // namespace khoj::api
