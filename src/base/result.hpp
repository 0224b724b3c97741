// Result<T>: a value or an Error. The only way a fallible function of ours reports failure.
#pragma once

#include <tl/expected.hpp>

#include "base/error.hpp"

namespace khoj::base {

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

/// `return fail(ErrorCode::not_found, "no product '{}'", id);`
template <typename... Args>
[[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, fmt::format_string<Args...> format, Args&&... args) {
  return tl::unexpected<Error>(make_error(code, format, std::forward<Args>(args)...));
}

/// `return fail(std::move(result.error()));` passes an error on.
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace khoj::base

#define KHOJ_CONCAT_IMPL(a, b) a##b
#define KHOJ_CONCAT(a, b) KHOJ_CONCAT_IMPL(a, b)

/// Evaluates a Status or Result and returns its error from the enclosing function, if it has one.
#define KHOJ_TRY(expression)                                   \
  do {                                                         \
    if (auto khoj_try_ = (expression); !khoj_try_) {           \
      return ::khoj::base::fail(std::move(khoj_try_).error()); \
    }                                                          \
  } while (false)

#define KHOJ_ASSIGN_IMPL(temporary, declaration, expression)               \
  auto temporary = (expression);                                           \
  if (!temporary) return ::khoj::base::fail(std::move(temporary).error()); \
  declaration = std::move(*temporary)

/// `KHOJ_ASSIGN(auto file, MappedFile::open(path));`: the value, or the error returned from the enclosing function.
#define KHOJ_ASSIGN(declaration, expression) \
  KHOJ_ASSIGN_IMPL(KHOJ_CONCAT(khoj_result_, __LINE__), declaration, expression)

/// The same two inside a coroutine that returns Task<Result<T>>.
#define KHOJ_CO_TRY(expression)                                   \
  do {                                                            \
    if (auto khoj_try_ = (expression); !khoj_try_) {              \
      co_return ::khoj::base::fail(std::move(khoj_try_).error()); \
    }                                                             \
  } while (false)

#define KHOJ_CO_ASSIGN_IMPL(temporary, declaration, expression)               \
  auto temporary = (expression);                                              \
  if (!temporary) co_return ::khoj::base::fail(std::move(temporary).error()); \
  declaration = std::move(*temporary)

#define KHOJ_CO_ASSIGN(declaration, expression) \
  KHOJ_CO_ASSIGN_IMPL(KHOJ_CONCAT(khoj_result_, __LINE__), declaration, expression)
