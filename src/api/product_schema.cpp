#include "api/product_schema.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace khoj::api {
namespace {

namespace json = boost::json;

json::object typed(json::string_view type) { return {{"type", type}}; }

json::object schema_of_field(store::JsonFieldType type) {
  using store::JsonFieldType;
  json::object strings{{"type", "array"}, {"items", typed("string")}};
  switch (type) {
    case JsonFieldType::string: return typed("string");
    case JsonFieldType::number: return typed("number");
    case JsonFieldType::integer: return typed("integer");
    case JsonFieldType::boolean: return typed("boolean");
    case JsonFieldType::string_list: return strings;
    case JsonFieldType::object:
      return {{"type", "object"},
              {"additionalProperties", json::object{{"anyOf", json::array{typed("string"), typed("number"),
                                                                          typed("boolean"), strings}}}}};
  }
  return {};
}

json::value product_object() {
  json::object properties;
  json::array required;
  for (const auto& field : store::product_fields()) {
    const json::string_view name(field.name.data(), field.name.size());
    auto schema = schema_of_field(field.type);
    schema["description"] = json::string_view(field.description.data(), field.description.size());
    properties[name] = std::move(schema);
    if (field.required) required.emplace_back(name);
  }
  return json::object{{"type", "object"},
                      {"properties", std::move(properties)},
                      {"required", std::move(required)},
                      {"additionalProperties", false}};
}

}  // namespace

json::value CustomJson<domain::Product>::schema(Schemas& schemas) {
  return schemas.named("Product", product_object);
}

}  // namespace khoj::api
