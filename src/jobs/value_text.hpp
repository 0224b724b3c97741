// Turns what shops write into values: numbers with thousands marks, truth values, text with mark-up. Prices
// are domain::parse_price's subject. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace khoj::jobs {

/// Without white space (no-break spaces included) at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

/// "4.2", "1,23,456", "-3", "12.5%" (0.125). A comma is a thousands mark.
/// Errors: invalid_argument.
base::Result<double> parse_number(std::string_view text);

/// A number without fraction, up to 2^53. Errors: invalid_argument.
base::Result<std::int64_t> parse_integer(std::string_view text);

/// true, yes, y, 1 and false, no, n, 0 in any case. Errors: invalid_argument.
base::Result<bool> parse_boolean(std::string_view text);

/// The text of an HTML fragment: tags go (those that end a line become one), scripts, styles and comments go
/// with their content, the common entities are decoded. What only looks like a tag ("a < b") stays.
[[nodiscard]] std::string strip_html(std::string_view html);

/// The text of Markdown: heading marks, emphasis, code marks, list marks and the targets of links go.
[[nodiscard]] std::string strip_markdown(std::string_view markdown);

/// `text` with ASCII letters in lower (upper) case.
[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] std::string ascii_upper(std::string_view text);

/// Replaces every `from` (not empty) by `to`.
[[nodiscard]] std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

}  // namespace khoj::jobs
