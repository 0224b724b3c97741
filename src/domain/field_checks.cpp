#include "domain/field_checks.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace khoj::domain {

base::Status bad_field(std::string_view field, std::string message) {
  return base::fail(base::Error{base::ErrorCode::invalid_argument, std::move(message), std::string(field)});
}

bool has_control_character(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

base::Status check_text(std::string_view field, std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) {
    return bad_field(field, fmt::format("has {} bytes; at most {} are allowed", text.size(), max_bytes));
  }
  if (!base::is_valid_utf8(text)) return bad_field(field, "is not valid UTF-8");
  return {};
}

base::Status check_id(std::string_view field, std::string_view id, std::size_t max_bytes) {
  if (id.empty()) return bad_field(field, "is required");
  KHOJ_TRY(check_text(field, id, max_bytes));
  if (has_control_character(id)) return bad_field(field, "must not hold control characters");
  return {};
}

}  // namespace khoj::domain
