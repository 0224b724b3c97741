// How errors leave the house: the one table from error codes to HTTP statuses, and the one envelope (conflict
// 10 of the specification):
//
//   {"error":true,"status_code":422,"message":"query: Field required",
//    "detail":[{"loc":["body","query"],"msg":"Field required","type":"missing"}],
//    "details":{"code":"invalid_argument","request_id":"…"}}
//
// `detail` is a list for a request that does not validate and the message otherwise, as FastAPI's clients
// expect.
#pragma once

#include <string_view>

#include "api/http/response.hpp"
#include "api/json/violations.hpp"
#include "base/error.hpp"

namespace khoj::api {

[[nodiscard]] int status_of(base::ErrorCode code) noexcept;

/// The code's nearest name for a status that has no error of ours behind it: 405 → "method_not_allowed".
[[nodiscard]] std::string_view code_name_of(int status) noexcept;

/// An envelope with `detail` as text. 503 gets Retry-After.
[[nodiscard]] Response problem_response(int status, std::string_view code, std::string_view message,
                                        std::string_view request_id);

/// The answer to a failure of ours. What happened inside (internal, corruption) stays inside: it is logged,
/// not told.
[[nodiscard]] Response error_response(const base::Error& error, std::string_view request_id);

/// 422 with every violation.
[[nodiscard]] Response validation_response(const Violations& violations, std::string_view request_id);

}  // namespace khoj::api
