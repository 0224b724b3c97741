// Writes described types (rules.hpp) as JSON straight into a string: no document in between. Strings that are
// not UTF-8 get U+FFFD in the bad places, numbers that JSON cannot say (NaN, infinity) become null.
// Thread-safe.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/mp11/algorithm.hpp>

#include "api/json/rules.hpp"

namespace khoj::api {

/// A type with a JSON form of its own specialises this: `static void append(std::string&, const T&)` and
/// `static boost::json::value schema(Schemas&)`.
template <typename T>
struct CustomJson;

template <typename T>
concept HasCustomJson = requires(std::string& out, const T& value) { CustomJson<T>::append(out, value); };

void append_json(std::string& out, std::string_view text);
void append_json(std::string& out, double number);
void append_json(std::string& out, std::int64_t number);
void append_json(std::string& out, std::uint64_t number);
inline void append_json(std::string& out, const std::string& text) {
  append_json(out, std::string_view(text));
}
inline void append_json(std::string& out, std::same_as<bool> auto value) { out += value ? "true" : "false"; }

template <std::signed_integral T>
  requires(!std::same_as<T, std::int64_t>)
void append_json(std::string& out, T number) {
  append_json(out, static_cast<std::int64_t>(number));
}
template <std::unsigned_integral T>
  requires(!std::same_as<T, std::uint64_t> && !std::same_as<T, bool>)
void append_json(std::string& out, T number) {
  append_json(out, static_cast<std::uint64_t>(number));
}

template <HasCustomJson T>
void append_json(std::string& out, const T& value) {
  CustomJson<T>::append(out, value);
}
template <HasRules T>
void append_json(std::string& out, const T& value);
template <typename T>
void append_json(std::string& out, const std::vector<T>& values);
template <typename T>
void append_json(std::string& out, const std::map<std::string, T>& values);

template <typename T>
void append_json(std::string& out, const std::optional<T>& value) {
  if (value) {
    append_json(out, *value);
  } else {
    out += "null";
  }
}

template <typename T>
void append_json(std::string& out, const std::vector<T>& values) {
  out += '[';
  bool first = true;
  for (const auto& value : values) {
    if (!first) out += ',';
    first = false;
    append_json(out, value);
  }
  out += ']';
}

template <typename T>
void append_json(std::string& out, const std::map<std::string, T>& values) {
  out += '{';
  bool first = true;
  for (const auto& [key, value] : values) {
    if (!first) out += ',';
    first = false;
    append_json(out, std::string_view(key));
    out += ':';
    append_json(out, value);
  }
  out += '}';
}

template <HasRules T>
void append_json(std::string& out, const T& value) {
  out += '{';
  bool first = true;
  boost::mp11::mp_for_each<DescribedMembers<T>>([&](auto member) {
    static constexpr Rule kRule = rule_of<T>(decltype(member)::name);
    const auto& field = value.*member.pointer;
    if constexpr (kRule.omit_null) {
      if (!field) return;
    }
    out += first ? "\"" : ",\"";
    first = false;
    out += kRule.field;
    out += "\":";
    append_json(out, field);
  });
  out += '}';
}

template <typename T>
[[nodiscard]] std::string json_text(const T& value) {
  std::string out;
  append_json(out, value);
  return out;
}

}  // namespace khoj::api
