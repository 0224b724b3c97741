// The one error type of the house. An Error says what went wrong (code), in words for a person (message), and
// where (context: a field path, a file and line, a key). It is a value: nothing here throws or allocates behind
// the caller's back. Thread-safe because immutable once made.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace khoj::base {

enum class ErrorCode {
  invalid_argument,
  not_found,
  already_exists,
  failed_precondition,
  corruption,
  unsupported,
  resource_exhausted,
  deadline_exceeded,
  cancelled,
  unavailable,
  permission_denied,
  internal,
};

/// The code's name as it stands in logs and responses, e.g. "invalid_argument".
std::string_view to_string(ErrorCode code) noexcept;

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;  ///< One sentence for a person: what was found, what was expected, what to do.
  std::string
      context;  ///< Where: "chips[2]", "products.csv:17", "server.port". Empty when there is no place.

  /// "context: message" or just the message.
  [[nodiscard]] std::string describe() const;
};

/// Makes an Error with a formatted message and no context.
template <typename... Args>
[[nodiscard]] Error make_error(ErrorCode code, fmt::format_string<Args...> format, Args&&... args) {
  return Error{code, fmt::format(format, std::forward<Args>(args)...), {}};
}

/// The same error, with the place where it happened put before what is already there ("body" + "price" → "body.price").
[[nodiscard]] Error at(std::string_view place, Error error);

}  // namespace khoj::base
