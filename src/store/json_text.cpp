#include "store/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace khoj::store {
namespace {

constexpr double kLargestExactInteger = 9'007'199'254'740'992.0;  // 2^53

constexpr std::array<bool, 256> kNeedsEscape = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = true;
  table['"'] = true;
  table['\\'] = true;
  return table;
}();

void append_escape(std::string& out, unsigned char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
      out += "\\u00";
      out += kHex[c >> 4U];
      out += kHex[c & 0xFU];
  }
}

template <typename Number, typename... Format>
void append_chars(std::string& out, Number number, Format... format) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format...);
  out.append(buffer.data(), end.ptr);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (!kNeedsEscape[c]) continue;
    out.append(text, begin, i - begin);
    append_escape(out, c);
    begin = i + 1;
  }
  out.append(text, begin);
  out += '"';
}

void append_json_integer(std::string& out, std::int64_t number) { append_chars(out, number); }

void append_json_number(std::string& out, double number) {
  if (std::abs(number) < kLargestExactInteger) {
    append_chars(out, number);
  } else {
    append_chars(out, number, std::chars_format::scientific);
  }
}

void append_json_rupees(std::string& out, std::int64_t paise) {
  if (paise < 0) out += '-';
  const auto magnitude =
      paise < 0 ? 0 - static_cast<std::uint64_t>(paise) : static_cast<std::uint64_t>(paise);
  append_chars(out, magnitude / 100);
  const auto rest = static_cast<char>(magnitude % 100);
  if (rest == 0) return;
  out += '.';
  out += static_cast<char>('0' + rest / 10);
  if (rest % 10 != 0) out += static_cast<char>('0' + rest % 10);
}

}  // namespace khoj::store
