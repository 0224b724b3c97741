#include "base/error.hpp"

namespace khoj::base {

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::already_exists: return "already_exists";
    case ErrorCode::failed_precondition: return "failed_precondition";
    case ErrorCode::corruption: return "corruption";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::resource_exhausted: return "resource_exhausted";
    case ErrorCode::deadline_exceeded: return "deadline_exceeded";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::permission_denied: return "permission_denied";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

std::string Error::describe() const {
  return context.empty() ? message : fmt::format("{}: {}", context, message);
}

Error at(std::string_view place, Error error) {
  if (error.context.empty()) {
    error.context = place;
  } else if (error.context.front() == '[') {
    error.context = fmt::format("{}{}", place, error.context);
  } else {
    error.context = fmt::format("{}.{}", place, error.context);
  }
  return error;
}

}  // namespace khoj::base
