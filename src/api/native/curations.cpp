#include "api/native/curations.hpp"

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "api/native/curation_types.hpp"

namespace khoj::api::native {
namespace {

CurationAnswer answer_of(const std::string& name, const engine::SavedRule& saved) {
  return {name, saved.version, saved.rule};
}

base::Task<Response> list_curations(Services& services, const Request&) {
  const auto rules = services.backend.administration().curations();
  CurationList list;
  for (const auto& [name, saved] : *rules) list.items.push_back(answer_of(name, saved));
  co_return json_response(list);
}

base::Task<Response> get_curation(Services& services, const Request& request) {
  const std::string name(request.parameter("name"));
  const auto rules = services.backend.administration().curations();
  const auto found = rules->find(name);
  if (found == rules->end()) {
    const auto error = base::make_error(base::ErrorCode::not_found, "there is no curation rule '{}'", name);
    co_return error_response(error, request.request_id());
  }
  co_return json_response(answer_of(name, found->second));
}

base::Task<Response> put_curation(Services& services, const Request& request) {
  auto rule = read_body<engine::CurationRule>(request.body());
  if (!rule) co_return validation_response(rule.error(), request.request_id());
  const std::string name(request.parameter("name"));
  const auto saved = co_await services.backend.administration().put_curation(name, *std::move(rule));
  if (!saved) co_return error_response(saved.error(), request.request_id());
  co_return json_response(answer_of(name, *saved));
}

base::Task<Response> delete_curation(Services& services, const Request& request) {
  const std::string name(request.parameter("name"));
  const auto removed = co_await services.backend.administration().remove_curation(name);
  if (!removed) co_return error_response(removed.error(), request.request_id());
  co_return Response::no_content();
}

}  // namespace

std::vector<Endpoint> curations_endpoints() {
  const Parameter name{.name = "name", .in = Parameter::In::path, .description = "The rule's name."};
  return {{.method = Method::get,
           .path = "/api/v1/curations",
           .name = "list_curations",
           .tag = "curation",
           .summary = "All curation rules",
           .response = schema_of<CurationList>,
           .handler = list_curations},
          {.method = Method::get,
           .path = "/api/v1/curations/{name}",
           .name = "get_curation",
           .tag = "curation",
           .summary = "One curation rule",
           .parameters = {name},
           .response = schema_of<CurationAnswer>,
           .errors = {404},
           .handler = get_curation},
          {.method = Method::put,
           .path = "/api/v1/curations/{name}",
           .name = "put_curation",
           .tag = "curation",
           .summary = "Add or replace a curation rule",
           .description =
               "It holds from the next request on. A product that does not exist yet is pinned or hidden as "
               "soon as it does.",
           .parameters = {name},
           .request = schema_of<engine::CurationRule>,
           .response = schema_of<CurationAnswer>,
           .errors = {503},
           .writing = true,
           .handler = put_curation},
          {.method = Method::del,
           .path = "/api/v1/curations/{name}",
           .name = "delete_curation",
           .tag = "curation",
           .summary = "Remove a curation rule",
           .parameters = {name},
           .success = 204,
           .errors = {404, 503},
           .writing = true,
           .handler = delete_curation}};
}

}  // namespace khoj::api::native
