#include "api/native/settings.hpp"

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "api/native/settings_types.hpp"

namespace khoj::api::native {
namespace {

base::Task<Response> get_settings(Services& services, const Request&) {
  co_return json_response(services.backend.settings());
}

base::Task<Response> put_settings(Services& services, const Request& request) {
  auto settings = read_body<engine::SearchSettings>(request.body());
  if (!settings) co_return validation_response(settings.error(), request.request_id());
  const auto stored = co_await services.backend.put_settings(std::move(*settings));
  if (!stored) co_return error_response(stored.error(), request.request_id());
  co_return json_response(*stored);
}

}  // namespace

std::vector<Endpoint> settings_endpoints() {
  return {{.method = Method::get,
           .path = "/api/v1/settings",
           .name = "get_settings",
           .tag = "settings",
           .summary = "The search settings",
           .response = schema_of<engine::SearchSettings>,
           .handler = get_settings},
          {.method = Method::put,
           .path = "/api/v1/settings",
           .name = "put_settings",
           .tag = "settings",
           .summary = "Replace the search settings",
           .description =
               "Synonyms and stop-words apply at once; fields and weights after the index has been rebuilt "
               "in the background.",
           .request = schema_of<engine::SearchSettings>,
           .response = schema_of<engine::SearchSettings>,
           .errors = {503},
           .writing = true,
           .handler = put_settings}};
}

}  // namespace khoj::api::native
