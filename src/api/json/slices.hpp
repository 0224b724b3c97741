// Cuts a body of many JSON documents into the text of each, without reading them: the elements of an array,
// or the lines of NDJSON. Whoever reads an element finds out what is wrong inside it, and the others go on.
// Thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace khoj::api {

/// The elements of a JSON array, blanks around them removed. Only brackets, strings and commas are looked at.
/// Errors: invalid_argument: not an array, an element is missing ("[1,,2]"), it does not end, text after it.
[[nodiscard]] base::Result<std::vector<std::string_view>> array_slices(std::string_view array);

/// The lines that are not blank.
[[nodiscard]] std::vector<std::string_view> line_slices(std::string_view lines);

/// Without JSON's blanks at both ends.
[[nodiscard]] std::string_view trim_json_blanks(std::string_view text) noexcept;

}  // namespace khoj::api
