#include "api/t2/inputs.hpp"

#include <algorithm>
#include <charconv>

#include "api/errors.hpp"

namespace khoj::api::t2 {
namespace {

constexpr std::size_t kMaxUserId = 50;
constexpr std::size_t kProductIdLength = 10;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }

}  // namespace

bool is_user_id(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kMaxUserId && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || is_upper(c) || is_lower(c);
  });
}

bool is_product_id(std::string_view text) noexcept {
  return text.size() == kProductIdLength &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || is_upper(c); });
}

std::int64_t clamped_integer(const Request& request, std::string_view name, std::int64_t fallback,
                             std::int64_t min, std::int64_t max, Violations& violations) {
  const auto text = request.query(name);
  if (!text) return fallback;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  const bool is_number = end == text->data() + text->size() && error != std::errc::invalid_argument;
  if (!is_number) {
    const Path query{nullptr, "query", 0, false};
    violations.add(query.member(name), "int_parsing", "Input should be a valid integer");
    return fallback;
  }
  // A number too long to be read is far outside on the side of its sign.
  if (error == std::errc::result_out_of_range) return text->starts_with('-') ? min : max;
  return std::clamp(number, min, max);
}

Response bad_request(const Request& request, std::string_view message) {
  return problem_response(400, code_name_of(400), message, request.request_id());
}

}  // namespace khoj::api::t2
