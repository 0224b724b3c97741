#include "api/json/write.hpp"

#include <cmath>
#include <utility>

#include "base/utf8.hpp"
#include "store/json_text.hpp"

namespace khoj::api {

void append_json(std::string& out, std::string_view text) {
  if (base::is_valid_utf8(text)) {
    store::append_json_string(out, text);
  } else {
    store::append_json_string(out, base::replace_invalid_utf8(text));
  }
}

void append_json(std::string& out, double number) {
  if (std::isfinite(number)) {
    store::append_json_number(out, number);
  } else {
    out += "null";
  }
}

void append_json(std::string& out, std::int64_t number) { store::append_json_integer(out, number); }

void append_json(std::string& out, std::uint64_t number) {
  if (std::in_range<std::int64_t>(number)) {
    store::append_json_integer(out, static_cast<std::int64_t>(number));
  } else {
    out += std::to_string(number);
  }
}

}  // namespace khoj::api
