#include "query/filter_values.hpp"

#include <charconv>
#include <chrono>
#include <cmath>
#include <string>

namespace khoj::query {
namespace {

/// `digits` decimal digits at the front of `text`, which lose them.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) noexcept {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) noexcept {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return out;
}

}  // namespace

std::optional<double> read_number(std::string_view text) noexcept {
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<double> read_time(std::string_view text) noexcept {
  if (const auto number = read_number(text)) return number;
  using namespace std::chrono;
  const auto y = take_digits(text, 4);
  if (!y || !take(text, '-')) return std::nullopt;
  const auto m = take_digits(text, 2);
  if (!m || !take(text, '-')) return std::nullopt;
  const auto d = take_digits(text, 2);
  if (!d) return std::nullopt;
  const year_month_day date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  double ms = static_cast<double>(duration_cast<milliseconds>(sys_days(date).time_since_epoch()).count());
  if (text.empty()) return ms;
  if (!take(text, 'T')) return std::nullopt;
  constexpr int kLimits[] = {24, 60, 60};
  constexpr double kUnits[] = {3'600'000.0, 60'000.0, 1'000.0};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = take_digits(text, 2);
    if (!value || *value >= kLimits[i] || (i < 2 && !take(text, ':'))) return std::nullopt;
    ms += *value * kUnits[i];
  }
  if (!take(text, 'Z') || !text.empty()) return std::nullopt;
  return ms;
}

std::optional<bool> read_flag(std::string_view text) noexcept {
  if (text.size() > 5) return std::nullopt;
  const std::string word = lower(text);
  if (word == "true" || word == "yes" || word == "1") return true;
  if (word == "false" || word == "no" || word == "0") return false;
  return std::nullopt;
}

std::optional<double> read_distance(std::string_view text) noexcept {
  double unit = 1.0;
  if (text.ends_with("km")) {
    unit = 1'000.0;
    text.remove_suffix(2);
  } else if (text.ends_with('m')) {
    text.remove_suffix(1);
  }
  while (text.ends_with(' ')) text.remove_suffix(1);
  const auto number = read_number(text);
  if (!number || !(*number > 0.0)) return std::nullopt;
  return *number * unit;
}

}  // namespace khoj::query
