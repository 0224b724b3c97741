// Reads the members of a JSON object into fields, with paths in the errors ("pins[1].position: must be a number"). For
// documents that the engine itself stores; bodies of requests are read in api/json.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/ranges.h>

#include "base/result.hpp"

namespace khoj::engine {

inline tl::unexpected<base::Error> bad_field(std::string path, std::string message) {
  return tl::unexpected(base::Error{base::ErrorCode::invalid_argument, std::move(message), std::move(path)});
}

inline base::Result<boost::json::value> parse_json(std::string_view text) {
  boost::json::error_code error;
  auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
  if (error) return bad_field("", fmt::format("is not JSON: {}", error.message()));
  return value;
}

inline base::Status read_json(const boost::json::value& value, const std::string& path, std::string& out) {
  if (!value.is_string()) return bad_field(path, "must be a string");
  out = std::string(value.get_string());
  return {};
}

inline base::Status read_json(const boost::json::value& value, const std::string& path, bool& out) {
  if (!value.is_bool()) return bad_field(path, "must be true or false");
  out = value.get_bool();
  return {};
}

inline base::Status read_json(const boost::json::value& value, const std::string& path, double& out) {
  if (!value.is_number()) return bad_field(path, "must be a number");
  out = value.to_number<double>();
  return {};
}

template <std::integral Integer>
base::Status read_json(const boost::json::value& value, const std::string& path, Integer& out) {
  boost::json::error_code error;
  const auto number = value.is_number() ? value.to_number<Integer>(error) : Integer{};
  if (!value.is_number() || error) return bad_field(path, "must be a whole number in range");
  out = number;
  return {};
}

template <typename T>
base::Status read_json(const boost::json::value& value, const std::string& path, std::optional<T>& out) {
  if (value.is_null()) return {};
  return read_json(value, path, out.emplace());
}

template <typename T>
base::Status read_json(const boost::json::value& value, const std::string& path, std::vector<T>& out) {
  if (!value.is_array()) return bad_field(path, "must be a list");
  out.clear();
  for (const auto& entry : value.get_array()) {
    const auto place = fmt::format("{}[{}]", path, out.size());
    KHOJ_TRY(read_json(entry, place, out.emplace_back()));
  }
  return {};
}

/// A member's name and what reads it.
struct JsonMember {
  template <typename T>
  JsonMember(std::string_view member, T& out)
      : name(member), read([&out](const boost::json::value& value, const std::string& path) {
          return read_json(value, path, out);
        }) {}
  std::string_view name;
  std::function<base::Status(const boost::json::value&, const std::string&)> read;
};

/// Members that are absent leave their field as it is; an unknown one is an error.
inline base::Status read_members(const boost::json::value& value, const std::string& path,
                                 std::initializer_list<JsonMember> members) {
  const auto* const object = value.if_object();
  if (object == nullptr) return bad_field(path, "must be an object");
  for (const auto& [key, member] : *object) {
    const std::string_view name = key;
    const auto place = path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
    const JsonMember* found = nullptr;
    std::vector<std::string_view> known;
    for (const auto& candidate : members) {
      known.push_back(candidate.name);
      if (candidate.name == name) found = &candidate;
    }
    if (found == nullptr)
      return bad_field(place, fmt::format("is unknown; expected one of {}", fmt::join(known, ", ")));
    KHOJ_TRY(found->read(member, place));
  }
  return {};
}

}  // namespace khoj::engine
