// The checks that the rules of several types share: a field's text is UTF-8, not too long, and, where it names
// something, neither empty nor full of control characters. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace khoj::domain {

/// invalid_argument with the field as context.
[[nodiscard]] base::Status bad_field(std::string_view field, std::string message);

[[nodiscard]] bool has_control_character(std::string_view text) noexcept;

/// Errors: invalid_argument (more than `max_bytes` bytes, not UTF-8).
base::Status check_text(std::string_view field, std::string_view text, std::size_t max_bytes);

/// A text that names something: 1 to `max_bytes` bytes of UTF-8 without control characters.
/// Errors: invalid_argument.
base::Status check_id(std::string_view field, std::string_view id, std::size_t max_bytes);

}  // namespace khoj::domain
