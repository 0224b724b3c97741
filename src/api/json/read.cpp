#include "api/json/read.hpp"

#include <algorithm>
#include <cmath>

#include <boost/json/parser.hpp>
#include <fmt/format.h>

#include "base/utf8.hpp"

namespace khoj::api::detail {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 32;

std::string_view trim_spaces(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n\f\v";
  const std::size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

/// False after having said that `number` is out of the rule's range.
bool check_range(double number, const Path& path, const Rule& rule, Violations& violations) {
  if (rule.min && number < *rule.min) {
    violations.add(path, "greater_than_equal",
                   fmt::format("Input should be greater than or equal to {}", *rule.min));
    return false;
  }
  if (rule.max && number > *rule.max) {
    violations.add(path, "less_than_equal",
                   fmt::format("Input should be less than or equal to {}", *rule.max));
    return false;
  }
  return true;
}

std::string plural(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

std::optional<json::value> parse_document(std::string_view text, json::storage_ptr storage, const Path& path,
                                          Violations& violations) {
  if (trim_spaces(text).empty()) {
    report_missing(path, violations);
    return std::nullopt;
  }
  json::parse_options options;
  options.max_depth = kMaxDepth;
  unsigned char temporary[2048];
  json::parser parser({}, options, temporary);
  parser.reset(std::move(storage));
  boost::system::error_code error;
  const std::size_t used = parser.write_some(text.data(), text.size(), error);
  if (!error && trim_spaces(text.substr(used)).empty()) return parser.release();
  const std::string reason = error ? error.message() : "more text after the document";
  violations.add(path, "json_invalid",
                 fmt::format("The body is not valid JSON: {}, at byte {}", reason, used));
  return std::nullopt;
}

void report_missing(const Path& path, Violations& violations) {
  violations.add(path, "missing", "Field required");
}

void report_unknown(const Path& path, Violations& violations) {
  violations.add(path, "extra_forbidden", "No such field is known here");
}

void read_value(const json::value& json, const Path& path, const Rule&, bool& out, Violations& violations) {
  if (const bool* value = json.if_bool()) {
    out = *value;
  } else {
    violations.add(path, "bool_type", "Input should be a valid boolean");
  }
}

void read_value(const json::value& json, const Path& path, const Rule& rule, double& out,
                Violations& violations) {
  if (!json.is_number()) {
    violations.add(path, "float_type", "Input should be a valid number");
    return;
  }
  const double number = json.to_number<double>();
  if (check_range(number, path, rule, violations)) out = number + 0.0;  // -0 becomes 0.
}

std::optional<std::int64_t> read_integer(const json::value& json, const Path& path, const Rule& rule,
                                         std::int64_t lowest, std::int64_t highest, Violations& violations) {
  double approximate = 0.0;
  std::int64_t exact = 0;
  if (const auto* value = json.if_int64()) {
    exact = *value;
    approximate = static_cast<double>(exact);
  } else if (const auto* large = json.if_uint64()) {
    exact = std::numeric_limits<std::int64_t>::max();
    approximate = static_cast<double>(*large);
  } else if (const auto* real = json.if_double(); real != nullptr && std::trunc(*real) == *real) {
    approximate = *real;
    exact = static_cast<std::int64_t>(std::clamp(*real, -9.2e18, 9.2e18));
  } else {
    violations.add(path, "int_type", "Input should be a valid integer");
    return std::nullopt;
  }
  Rule narrowed = rule;
  narrowed.min = std::max(rule.min.value_or(static_cast<double>(lowest)), static_cast<double>(lowest));
  narrowed.max = std::min(rule.max.value_or(static_cast<double>(highest)), static_cast<double>(highest));
  if (!check_range(approximate, path, narrowed, violations)) return std::nullopt;
  return exact;
}

void read_value(const json::value& json, const Path& path, const Rule& rule, std::string& out,
                Violations& violations) {
  const auto* string = json.if_string();
  if (string == nullptr) {
    violations.add(path, "string_type", "Input should be a valid string");
    return;
  }
  std::string_view text(string->data(), string->size());
  if (rule.trim) text = trim_spaces(text);
  const std::size_t length = base::count_code_points(text);
  if (length < rule.min_length) {
    violations.add(path, "string_too_short",
                   fmt::format("String should have at least {}", plural(rule.min_length, "character")));
  } else if (length > rule.max_length) {
    violations.add(path, "string_too_long",
                   fmt::format("String should have at most {}", plural(rule.max_length, "character")));
  } else if (rule.pattern != nullptr && !rule.pattern->matches(text)) {
    violations.add(path, "string_pattern_mismatch",
                   fmt::format("String should match pattern '{}'", rule.pattern->text));
  } else if (!rule.one_of.empty() &&
             std::find(rule.one_of.begin(), rule.one_of.end(), text) == rule.one_of.end()) {
    violations.add(path, "enum", fmt::format("Input should be one of: {}", fmt::join(rule.one_of, ", ")));
  } else {
    out.assign(text);
  }
}

const json::object* read_object(const json::value& json, const Path& path, Violations& violations) {
  if (const auto* object = json.if_object()) return object;
  violations.add(path, "model_type", "Input should be a JSON object");
  return nullptr;
}

const json::array* read_array(const json::value& json, const Path& path, const Rule& rule,
                              Violations& violations) {
  const auto* array = json.if_array();
  if (array == nullptr) {
    violations.add(path, "list_type", "Input should be a valid list");
    return nullptr;
  }
  if (array->size() > rule.max_items) {
    violations.add(path, "too_long",
                   fmt::format("List should have at most {}", plural(rule.max_items, "item")));
    return nullptr;
  }
  return array;
}

}  // namespace khoj::api::detail
