#include "api/native/policies.hpp"

#include <boost/describe/class.hpp>

#include "api/described.hpp"
#include "api/json/rules.hpp"
#include "api/json/schema_of.hpp"

namespace khoj::api {
namespace native {

struct PolicyAnswer {
  std::string name;
  std::string origin;
  std::uint64_t version = 0;
  std::string yaml;
};
BOOST_DESCRIBE_STRUCT(PolicyAnswer, (), (name, origin, version, yaml))

struct PolicyList {
  std::vector<PolicyAnswer> items;
};
BOOST_DESCRIBE_STRUCT(PolicyList, (), (items))

}  // namespace native

template <>
struct Rules<native::PolicyAnswer> {
  static constexpr std::string_view name = "Policy";
  static constexpr bool answer = true;
  static constexpr std::string_view kOrigins[] = {"built-in", "file", "saved"};
  static constexpr Rule table[] = {
      {.field = "name", .description = "What a request's 'policy' says."},
      {.field = "origin",
       .description = "Compiled in, of the policy folder, or saved here.",
       .one_of = kOrigins},
      {.field = "version", .description = "Of a saved policy, from 1; 0 for the others."},
      {.field = "yaml", .description = "The policy as it was written."}};
};

template <>
struct Rules<native::PolicyList> {
  static constexpr std::string_view name = "PolicyList";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "items", .description = "In the order of their names."}};
};

namespace native {
namespace {

PolicyAnswer answer_of(const engine::CompiledPolicy& policy) {
  const auto origin = static_cast<std::size_t>(policy.origin);
  return {policy.name, std::string(Rules<PolicyAnswer>::kOrigins[origin]), policy.version, policy.yaml};
}

base::Task<Response> list_policies(Services& services, const Request&) {
  const auto policies = services.backend.administration().policies();
  PolicyList list;
  for (const auto& [name, policy] : *policies) list.items.push_back(answer_of(policy));
  co_return json_response(list);
}

base::Task<Response> get_policy(Services& services, const Request& request) {
  const auto policies = services.backend.administration().policies();
  const auto found = policies->find(request.parameter("name"));
  if (found == policies->end()) {
    const auto error =
        base::make_error(base::ErrorCode::not_found, "there is no policy '{}'", request.parameter("name"));
    co_return error_response(error, request.request_id());
  }
  co_return json_response(answer_of(found->second));
}

base::Task<Response> put_policy(Services& services, const Request& request) {
  const std::string name(request.parameter("name"));
  const std::string& yaml = request.body();
  const auto saved = co_await services.backend.administration().put_policy(name, yaml);
  if (!saved) co_return error_response(saved.error(), request.request_id());
  co_return json_response(answer_of(*saved));
}

base::Task<Response> delete_policy(Services& services, const Request& request) {
  const std::string name(request.parameter("name"));
  const auto removed = co_await services.backend.administration().remove_policy(name);
  if (!removed) co_return error_response(removed.error(), request.request_id());
  co_return Response::no_content();
}

}  // namespace

std::vector<Endpoint> policies_endpoints() {
  const Parameter name{.name = "name", .in = Parameter::In::path, .description = "The policy's name."};
  return {{.method = Method::get,
           .path = "/api/v1/policies",
           .name = "list_policies",
           .tag = "settings",
           .summary = "The policies that a request may name",
           .response = schema_of<PolicyList>,
           .handler = list_policies},
          {.method = Method::get,
           .path = "/api/v1/policies/{name}",
           .name = "get_policy",
           .tag = "settings",
           .summary = "One policy",
           .parameters = {name},
           .response = schema_of<PolicyAnswer>,
           .errors = {404},
           .handler = get_policy},
          {.method = Method::put,
           .path = "/api/v1/policies/{name}",
           .name = "put_policy",
           .tag = "settings",
           .summary = "Save a policy",
           .description =
               "The body is the policy's YAML (JSON is YAML, too). It is checked, stored as a new version, "
               "and run by the next request that names it. It hides a built-in policy of the same name.",
           .parameters = {name},
           .response = schema_of<PolicyAnswer>,
           .also_consumes = "application/yaml",
           .errors = {422, 503},
           .writing = true,
           .handler = put_policy},
          {.method = Method::del,
           .path = "/api/v1/policies/{name}",
           .name = "delete_policy",
           .tag = "settings",
           .summary = "Remove a saved policy",
           .description = "A built-in policy that it hid stands in its place again.",
           .parameters = {name},
           .success = 204,
           .errors = {404, 503},
           .writing = true,
           .handler = delete_policy}};
}

}  // namespace native
}  // namespace khoj::api
