#include "api/openapi.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "api/json/schema.hpp"

namespace khoj::api {
namespace {

namespace json = boost::json;

json::string_view text(std::string_view view) { return {view.data(), view.size()}; }

std::string lower(std::string_view word) {
  std::string out(word);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
  return out;
}

/// The envelope of errors.hpp.
json::value error_schema() {
  const json::object string{{"type", "string"}};
  const json::object step{{"anyOf", json::array{string, json::object{{"type", "integer"}}}}};
  const json::object violation{
      {"type", "object"},
      {"properties",
       json::object{
           {"loc", json::object{{"type", "array"}, {"items", step}}}, {"msg", string}, {"type", string}}},
      {"required", json::array{"loc", "msg", "type"}}};
  return json::object{
      {"type", "object"},
      {"properties",
       json::object{
           {"error", json::object{{"type", "boolean"}, {"const", true}}},
           {"status_code", json::object{{"type", "integer"}}},
           {"message", string},
           {"detail", json::object{{"anyOf", json::array{string, json::object{{"type", "array"},
                                                                              {"items", violation}}}}}},
           {"details",
            json::object{{"type", "object"},
                         {"properties", json::object{{"code", string}, {"request_id", string}}}}}}},
      {"required", json::array{"error", "status_code", "message", "detail", "details"}}};
}

json::object content(std::string_view type, json::value schema) {
  json::object body;
  if (!schema.is_null()) body["schema"] = std::move(schema);
  return {{text(type), std::move(body)}};
}

json::value parameter_json(const Parameter& parameter) {
  json::object schema{{"type", text(parameter.type)}};
  if (parameter.min) schema["minimum"] = *parameter.min;
  if (parameter.max) schema["maximum"] = *parameter.max;
  if (parameter.default_value) schema["default"] = *parameter.default_value;
  const bool in_path = parameter.in == Parameter::In::path;
  return json::object{{"name", text(parameter.name)},
                      {"in", in_path ? "path" : "query"},
                      {"required", in_path},
                      {"description", text(parameter.description)},
                      {"schema", std::move(schema)}};
}

json::value schema_from(SchemaFunction function, Schemas& schemas) {
  json::value schema;
  if (function != nullptr) function(schemas, schema);
  return schema;
}

json::object responses_json(const Endpoint& endpoint, bool keyed, Schemas& schemas) {
  json::object success{{"description", text(reason_phrase(endpoint.success))}};
  if (endpoint.success != 204 && !endpoint.produces.empty())
    success["content"] = content(endpoint.produces, schema_from(endpoint.response, schemas));
  json::object responses{{std::to_string(endpoint.success), std::move(success)}};
  std::vector<int> errors = endpoint.errors;
  if (endpoint.request != nullptr) errors.insert(errors.end(), {413, 422});
  if (endpoint.needs_key() && keyed) errors.push_back(401);
  std::sort(errors.begin(), errors.end());
  errors.erase(std::unique(errors.begin(), errors.end()), errors.end());
  for (const int status : errors) {
    responses[std::to_string(status)] =
        json::object{{"description", text(reason_phrase(status))},
                     {"content", content(Response::kJson, schemas.named("Error", error_schema))}};
  }
  return responses;
}

json::object operation_json(const Endpoint& endpoint, bool keyed, Schemas& schemas) {
  json::object operation{{"operationId", text(endpoint.name)},
                         {"tags", json::array{text(endpoint.tag)}},
                         {"summary", text(endpoint.summary)}};
  if (!endpoint.description.empty()) operation["description"] = text(endpoint.description);
  if (!endpoint.parameters.empty()) {
    json::array parameters;
    for (const auto& parameter : endpoint.parameters) parameters.push_back(parameter_json(parameter));
    operation["parameters"] = std::move(parameters);
  }
  if (endpoint.request != nullptr) {
    auto bodies = content(Response::kJson, schema_from(endpoint.request, schemas));
    if (!endpoint.also_consumes.empty()) {
      bodies[text(endpoint.also_consumes)] = json::object{{"schema", json::object{{"type", "string"}}}};
    }
    operation["requestBody"] = json::object{{"required", true}, {"content", std::move(bodies)}};
  }
  operation["responses"] = responses_json(endpoint, keyed, schemas);
  if (endpoint.needs_key() && keyed) {
    operation["security"] =
        json::array{json::object{{"bearer", json::array{}}}, json::object{{"adminKey", json::array{}}}};
  }
  return operation;
}

}  // namespace

std::string openapi_document(const std::vector<Endpoint>& endpoints, bool keyed) {
  Schemas schemas;
  json::object paths;
  for (const auto& endpoint : endpoints) {
    if (!endpoint.documented) continue;
    auto& path = paths[text(endpoint.path)];
    if (path.is_null()) path = json::object();
    path.as_object()[lower(to_string(endpoint.method))] = operation_json(endpoint, keyed, schemas);
  }
  json::object components{{"schemas", schemas.components()}};
  if (keyed) {
    components["securitySchemes"] = json::object{
        {"bearer", json::object{{"type", "http"}, {"scheme", "bearer"}}},
        {"adminKey", json::object{{"type", "apiKey"}, {"in", "header"}, {"name", "X-Admin-Key"}}}};
  }
  const json::object document{
      {"openapi", "3.1.0"},
      {"info",
       json::object{{"title", "Khoj"},
                    {"version", KHOJ_VERSION},
                    {"description", "Finding products: search, and the catalogue that it searches."}}},
      {"paths", std::move(paths)},
      {"components", std::move(components)}};
  return json::serialize(document);
}

}  // namespace khoj::api
