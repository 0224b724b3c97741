#include "api/json/schema.hpp"

#include <cmath>
#include <limits>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/string.hpp>

namespace khoj::api {
namespace {

namespace json = boost::json;

constexpr auto kUnlimited = std::numeric_limits<std::size_t>::max();

json::value limit(double number) {
  if (std::trunc(number) == number) return static_cast<std::int64_t>(number);
  return number;
}

}  // namespace

json::value Schemas::reference(std::string_view name) {
  return json::object{{"$ref", json::string(text("#/components/schemas/" + std::string(name)))}};
}

json::value Schemas::string_schema(const Rule& rule) {
  json::object schema{{"type", "string"}};
  if (rule.min_length > 0) schema["minLength"] = rule.min_length;
  if (rule.max_length != kUnlimited) schema["maxLength"] = rule.max_length;
  if (rule.pattern != nullptr) schema["pattern"] = text(rule.pattern->text);
  if (!rule.one_of.empty()) {
    json::array words;
    for (const auto word : rule.one_of) words.emplace_back(text(word));
    schema["enum"] = std::move(words);
  }
  return schema;
}

json::value Schemas::number_schema(const Rule& rule, std::string_view type) {
  json::object schema{{"type", text(type)}};
  if (rule.min) schema["minimum"] = limit(*rule.min);
  if (rule.max) schema["maximum"] = limit(*rule.max);
  return schema;
}

json::value Schemas::array_schema(json::value items, const Rule& rule) {
  json::object schema{{"type", "array"}, {"items", std::move(items)}};
  if (rule.max_items != kUnlimited) schema["maxItems"] = rule.max_items;
  return schema;
}

json::value Schemas::nullable(json::value schema) {
  auto& object = schema.as_object();
  if (auto* type = object.if_contains("type");
      type != nullptr && type->is_string() && !object.contains("enum")) {
    *type = json::array{*type, "null"};
    return schema;
  }
  return json::object{{"anyOf", json::array{std::move(schema), json::object{{"type", "null"}}}}};
}

void Schemas::describe(json::value& schema, const Rule& rule, const std::string* default_json) {
  auto& object = schema.as_object();
  if (!rule.description.empty()) object["description"] = text(rule.description);
  if (default_json != nullptr) object["default"] = json::parse(*default_json);
  if (!rule.example.empty()) object["examples"] = json::array{json::parse(text(rule.example))};
}

}  // namespace khoj::api
