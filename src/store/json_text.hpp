// Pieces of JSON text, appended to a string: what a writer of objects needs and nothing more. It does not
// validate UTF-8 (the text must be valid) and knows no nesting. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace khoj::store {

/// Appends `text` in quotes; quotes, backslashes and control characters are escaped, the rest is copied.
void append_json_string(std::string& out, std::string_view text);

void append_json_integer(std::string& out, std::int64_t number);

/// Appends the shortest text that reads back as the same double. Above 2^53 it is written with an exponent,
/// so that no reader takes it for an integer of too many digits. @param number finite.
void append_json_number(std::string& out, double number);

/// Appends an amount of paise in rupees, exact, without trailing zeros: 129900 → 1299, 9950 → 99.5, 5 → 0.05.
void append_json_rupees(std::string& out, std::int64_t paise);

}  // namespace khoj::store
