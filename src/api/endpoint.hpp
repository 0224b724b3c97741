// An Endpoint is one row of the registry (endpoints.cpp): where it is, what it says in the documentation,
// what it takes and gives, whether it writes, and the function that answers. The router, the OpenAPI
// document, the access rules and the metrics all follow from these rows.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/assets.hpp"
#include "api/backend.hpp"
#include "api/http/request.hpp"
#include "api/http/response.hpp"
#include "api/http/server.hpp"
#include "base/task.hpp"

namespace boost::json {
class value;
}

namespace khoj::api {

class Metrics;
class Schemas;

/// What handlers have at hand. Everything in it outlives every request.
struct Services {
  Backend& backend;
  const AssetBundle& assets;
  Metrics& metrics;
  std::function<ServerStats()> server_stats;
  std::string openapi;  ///< The document at /openapi.json.
};

/// Writes the schema of a described type; schema_of<T> (schema_of.hpp) is one.
using SchemaFunction = void (*)(Schemas& schemas, boost::json::value& out);

struct Parameter {
  enum class In { path, query };
  std::string_view name;
  In in = In::query;
  std::string_view type = "string";  ///< Of JSON Schema.
  std::string_view description;
  std::optional<std::int64_t> min = {};
  std::optional<std::int64_t> max = {};
  std::optional<std::int64_t> default_value = {};
};

struct Endpoint {
  Method method = Method::get;
  std::string_view
      path;  ///< "/api/v1/products/{id}"; "{rest...}" as the last segment takes all that follows.
  std::string_view name;  ///< The operationId: unique.
  std::string_view tag;
  std::string_view summary;
  std::string_view description = {};
  std::vector<Parameter> parameters = {};
  SchemaFunction request = nullptr;
  SchemaFunction response = nullptr;    ///< nullptr: `produces` without a schema.
  std::string_view also_consumes = {};  ///< Another type of body besides JSON.
  std::string_view produces = Response::kJson;
  int success = 200;
  std::vector<int> errors = {};  ///< Statuses besides those that follow from the rest of the row.
  bool writing = false;          ///< Changes something: needs the admin key when there is one.
  bool guarded = false;          ///< Reads what is not for everybody: needs the key as writing does.
  bool quiet = false;            ///< Probes: in the access log only when they fail.
  bool documented = true;
  base::Task<Response> (*handler)(Services& services, const Request& request) = nullptr;

  [[nodiscard]] bool needs_key() const noexcept { return writing || guarded; }
};

/// Every endpoint of the server, of all dialects.
[[nodiscard]] std::vector<Endpoint> all_endpoints();

}  // namespace khoj::api
