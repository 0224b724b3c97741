// The pieces of a request's target: percent-decoding and query parameters. Nothing here knows of routes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace khoj::api {

/// Decodes %XX; with `plus_is_space` also '+', as in query strings. nullopt: a broken escape, or one of a NUL
/// byte.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

/// The first value of `name` in "a=1&b=2", decoded. nullopt: it is not there, or its escape is broken.
[[nodiscard]] std::optional<std::string> query_parameter(std::string_view query, std::string_view name);

/// ASCII only, as header names and tokens are.
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// Without the spaces and tabs at both ends.
[[nodiscard]] std::string_view trim_blanks(std::string_view text) noexcept;

}  // namespace khoj::api
