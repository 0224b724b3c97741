#include "jobs/value_text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace khoj::jobs {
namespace {

using base::ErrorCode;

constexpr double kMaxInteger = 9007199254740992.0;  // 2^53: above it a double skips integers.
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

}  // namespace

std::string_view trim(std::string_view text) noexcept {
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  for (;;) {
    const std::size_t before = text.size();
    while (!text.empty() && kSpace.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
    while (!text.empty() && kSpace.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    if (text.starts_with(kNoBreakSpace)) text.remove_prefix(kNoBreakSpace.size());
    if (text.ends_with(kNoBreakSpace)) text.remove_suffix(kNoBreakSpace.size());
    if (text.size() == before) return text;
  }
}

base::Result<double> parse_number(std::string_view text) {
  const auto bad = [&] { return base::fail(ErrorCode::invalid_argument, "'{}' is no number", text); };
  std::string_view rest = trim(text);
  const bool percent = rest.ends_with('%');
  if (percent) rest = trim(rest.substr(0, rest.size() - 1));
  if (rest.starts_with('+') && rest.size() > 1 && rest[1] != '-') rest.remove_prefix(1);
  if (rest.empty() || rest.size() > 64) return bad();
  std::string digits;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const bool thousands =
        rest[i] == ',' && i > 0 && is_digit(rest[i - 1]) && i + 1 < rest.size() && is_digit(rest[i + 1]);
    if (!thousands) digits += rest[i];
  }
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(number)) return bad();
  return percent ? number / 100.0 : number;
}

base::Result<std::int64_t> parse_integer(std::string_view text) {
  const auto number = parse_number(text);
  if (!number || std::trunc(*number) != *number || std::abs(*number) > kMaxInteger) {
    return base::fail(ErrorCode::invalid_argument, "'{}' is no whole number", text);
  }
  return static_cast<std::int64_t>(*number);
}

base::Result<bool> parse_boolean(std::string_view text) {
  const std::string word = ascii_lower(trim(text));
  for (const std::string_view yes : {"true", "yes", "y", "1"}) {
    if (word == yes) return true;
  }
  for (const std::string_view no : {"false", "no", "n", "0"}) {
    if (word == no) return false;
  }
  return base::fail(ErrorCode::invalid_argument, "'{}' is neither true nor false", text);
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return out;
}

std::string ascii_upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  return out;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (std::size_t at = text.find(from); at != std::string_view::npos; at = text.find(from)) {
    out += text.substr(0, at);
    out += to;
    text.remove_prefix(at + from.size());
  }
  out += text;
  return out;
}

}  // namespace khoj::jobs
