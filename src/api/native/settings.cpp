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

constexpr std::uint32_t kMaxVersions = 1'000;

base::Task<Response> list_settings_versions(Services& services, const Request& request) {
  const auto versions = co_await services.backend.administration().settings_versions(kMaxVersions);
  if (!versions) co_return error_response(versions.error(), request.request_id());
  co_return json_response(SettingsVersionList{*versions});
}

base::Task<Response> restore_settings(Services& services, const Request& request) {
  const auto body = read_body<RestoreBody>(request.body());
  if (!body) co_return validation_response(body.error(), request.request_id());
  const auto restored = co_await services.backend.administration().restore_settings(body->version);
  if (!restored) co_return error_response(restored.error(), request.request_id());
  co_return json_response(*restored);
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
           .handler = put_settings},
          {.method = Method::get,
           .path = "/api/v1/settings/versions",
           .name = "list_settings_versions",
           .tag = "settings",
           .summary = "The newest thousand versions of the settings, newest first",
           .response = schema_of<SettingsVersionList>,
           .errors = {503},
           .handler = list_settings_versions},
          {.method = Method::post,
           .path = "/api/v1/settings/restore",
           .name = "restore_settings",
           .tag = "settings",
           .summary = "Go back to an earlier version of the settings",
           .description =
               "It becomes the newest version. Where it asks for other fields, the index that was built for "
               "them takes its place again, at once when it is still kept.",
           .request = schema_of<RestoreBody>,
           .response = schema_of<engine::SearchSettings>,
           .errors = {404, 503},
           .writing = true,
           .handler = restore_settings}};
}

}  // namespace khoj::api::native
