// UTF-8 at the level of bytes: is it valid, make it valid, cut it without splitting a code point. What characters
// mean (case, script, words) is text/'s subject.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace khoj::base {

/// True when `bytes` is well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF).
[[nodiscard]] bool is_valid_utf8(std::string_view bytes) noexcept;

/// A copy of `bytes` in which every ill-formed sequence is replaced by U+FFFD.
[[nodiscard]] std::string replace_invalid_utf8(std::string_view bytes);

/// The longest prefix of valid UTF-8 `text` that has at most `max_bytes` bytes and ends between code points.
[[nodiscard]] std::string_view truncate_utf8(std::string_view text, std::size_t max_bytes) noexcept;

/// How many code points valid UTF-8 `text` has.
[[nodiscard]] std::size_t count_code_points(std::string_view text) noexcept;

}  // namespace khoj::base
