// Structured logs: one JSON object a line on standard error, with time, level, event and the fields given.
//
//   log::info("segment merged", {{"segment", name}, {"docs", 1000}, {"ms", 3.5}});
//
// Thread-safe. Never log a session id, a key, or the body of a request.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/result.hpp"

namespace khoj::base::log {

enum class Level { debug, info, warn, error, off };

/// A field's value: text, an integer, a real number or a truth value.
class Value {
 public:
  Value(std::string_view text) : value_(std::string(text)) {}  // NOLINT(google-explicit-constructor)
  Value(const char* text) : value_(std::string(text)) {}       // NOLINT(google-explicit-constructor)
  Value(const std::string& text) : value_(text) {}             // NOLINT(google-explicit-constructor)
  template <typename T>
    requires std::is_arithmetic_v<T>
  Value(T number) {  // NOLINT(google-explicit-constructor)
    if constexpr (std::is_same_v<T, bool>) {
      value_ = number;
    } else if constexpr (std::is_floating_point_v<T>) {
      value_ = static_cast<double>(number);
    } else {
      value_ = static_cast<std::int64_t>(number);
    }
  }
  [[nodiscard]] const auto& get() const noexcept { return value_; }

 private:
  std::variant<bool, std::int64_t, double, std::string> value_;
};

struct Field {
  std::string_view name;
  Value value;
};
using Fields = std::initializer_list<Field>;

void set_level(Level level) noexcept;
Result<Level> parse_level(std::string_view name);

void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warn(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

/// Writes whatever is buffered: call it before a planned exit.
void flush();

/// Appends `text` to `out` as the inside of a JSON string: quotes, backslashes and control characters escaped;
/// bytes that are not UTF-8 become U+FFFD.
void append_json_escaped(std::string& out, std::string_view text);

}  // namespace khoj::base::log
