#include "api/described.hpp"

#include <charconv>

#include <fmt/format.h>

namespace khoj::api {

std::int64_t query_integer(const Request& request, std::string_view name, std::int64_t fallback,
                           std::int64_t min, std::int64_t max, Violations& violations) {
  const auto text = request.query(name);
  if (!text) return fallback;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  const Path query{nullptr, "query", 0, false};
  if (error != std::errc() || end != text->data() + text->size()) {
    violations.add(query.member(name), "int_parsing", "Input should be a valid integer");
    return fallback;
  }
  if (number < min || number > max) {
    violations.add(query.member(name), number < min ? "greater_than_equal" : "less_than_equal",
                   fmt::format("Input should be between {} and {}", min, max));
    return fallback;
  }
  return number;
}

}  // namespace khoj::api
