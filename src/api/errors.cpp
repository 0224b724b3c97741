#include "api/errors.hpp"

#include <fmt/format.h>

#include "api/json/write.hpp"
#include "base/log.hpp"

namespace khoj::api {
namespace {

using base::ErrorCode;

constexpr std::string_view kRetryAfterSeconds = "1";
constexpr std::string_view kInternalMessage =
    "Something went wrong on our side; the request id helps us find it.";

void append_detail(std::string& out, const Violation& violation) {
  out += R"({"loc":[)";
  bool first = true;
  for (const auto& step : violation.loc) {
    if (!first) out += ',';
    first = false;
    std::visit([&out](const auto& value) { append_json(out, value); }, step);
  }
  out += R"(],"msg":)";
  append_json(out, violation.message);
  out += R"(,"type":)";
  append_json(out, violation.type);
  out += '}';
}

Response envelope(int status, std::string_view code, std::string_view message, std::string_view detail_json,
                  std::string_view request_id) {
  std::string body = fmt::format(R"({{"error":true,"status_code":{},"message":)", status);
  append_json(body, message);
  body += R"(,"detail":)";
  body += detail_json;
  body += R"(,"details":{"code":)";
  append_json(body, code);
  if (!request_id.empty()) {
    body += R"(,"request_id":)";
    append_json(body, request_id);
  }
  body += "}}";
  auto response = Response::json(std::move(body), status);
  if (status == 503) response.set_header("Retry-After", std::string(kRetryAfterSeconds));
  return response;
}

}  // namespace

int status_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument: return 422;
    case ErrorCode::not_found: return 404;
    case ErrorCode::already_exists:
    case ErrorCode::failed_precondition: return 409;
    case ErrorCode::unsupported: return 501;
    case ErrorCode::resource_exhausted:
    case ErrorCode::unavailable: return 503;
    case ErrorCode::deadline_exceeded: return 504;
    case ErrorCode::cancelled: return 499;
    case ErrorCode::permission_denied: return 403;
    case ErrorCode::corruption:
    case ErrorCode::internal: return 500;
  }
  return 500;
}

std::string_view code_name_of(int status) noexcept {
  switch (status) {
    case 400: return "bad_request";
    case 401: return "unauthorized";
    case 403: return "permission_denied";
    case 404: return "not_found";
    case 405: return "method_not_allowed";
    case 408: return "request_timeout";
    case 413: return "body_too_large";
    case 414: return "target_too_long";
    case 415: return "unsupported_media_type";
    case 417: return "expectation_failed";
    case 431: return "headers_too_large";
    case 501: return "unsupported";
    case 503: return "unavailable";
    case 505: return "version_not_supported";
    default: return status >= 500 ? "internal" : "bad_request";
  }
}

Response problem_response(int status, std::string_view code, std::string_view message,
                          std::string_view request_id) {
  return envelope(status, code, message, json_text(message), request_id);
}

Response error_response(const base::Error& error, std::string_view request_id) {
  const int status = status_of(error.code);
  if (error.code == ErrorCode::invalid_argument) {
    Violations violations;
    violations.add(Violation{parse_field_path("body", error.context), error.message, "value_error"});
    return validation_response(violations, request_id);
  }
  if (status == 500) {
    base::log::error(
        "a request failed",
        {{"code", base::to_string(error.code)}, {"reason", error.describe()}, {"request_id", request_id}});
    return problem_response(status, base::to_string(error.code), kInternalMessage, request_id);
  }
  return problem_response(status, base::to_string(error.code), error.describe(), request_id);
}

Response validation_response(const Violations& violations, std::string_view request_id) {
  std::string detail = "[";
  for (const auto& violation : violations.items()) {
    if (detail.size() > 1) detail += ',';
    append_detail(detail, violation);
  }
  detail += ']';
  return envelope(422, base::to_string(ErrorCode::invalid_argument), violations.summary(), detail,
                  request_id);
}

}  // namespace khoj::api
