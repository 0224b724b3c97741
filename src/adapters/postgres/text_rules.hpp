// What PostgreSQL's text can hold: UTF-8 without NUL. A name that it cannot hold names nothing that is there.
#pragma once

#include <string_view>

#include "base/utf8.hpp"

namespace khoj::adapters::postgres {

[[nodiscard]] inline bool can_be_stored(std::string_view text) noexcept {
  return text.find('\0') == std::string_view::npos && base::is_valid_utf8(text);
}

}  // namespace khoj::adapters::postgres
