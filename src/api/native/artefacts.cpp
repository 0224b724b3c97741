#include "api/native/artefacts.hpp"

#include <map>
#include <optional>

#include <boost/describe/class.hpp>

#include "api/described.hpp"
#include "api/json/rules.hpp"
#include "api/json/schema_of.hpp"

namespace khoj::api {
namespace native {

struct ArtefactVersionAnswer {
  std::uint64_t version = 0;
  std::string role;
  std::optional<std::string> error;
  std::int64_t created_ms = 0;
  std::string made_by;
  std::string catalog;
  std::uint64_t files = 0;
  std::uint64_t size_bytes = 0;
  std::map<std::string, double> metrics;
  std::map<std::string, std::string> parameters;
};
BOOST_DESCRIBE_STRUCT(ArtefactVersionAnswer, (),
                      (version, role, error, created_ms, made_by, catalog, files, size_bytes, metrics,
                       parameters))

struct ArtefactAnswer {
  std::string name;
  std::optional<std::uint64_t> live;
  std::optional<std::string> error;
  std::vector<ArtefactVersionAnswer> versions;
};
BOOST_DESCRIBE_STRUCT(ArtefactAnswer, (), (name, live, error, versions))

struct ArtefactList {
  std::vector<ArtefactAnswer> items;
};
BOOST_DESCRIBE_STRUCT(ArtefactList, (), (items))

struct RollbackAnswer {
  std::string name;
  std::uint64_t live = 0;
};
BOOST_DESCRIBE_STRUCT(RollbackAnswer, (), (name, live))

}  // namespace native

template <>
struct Rules<native::ArtefactVersionAnswer> {
  static constexpr std::string_view name = "ArtefactVersion";
  static constexpr bool answer = true;
  static constexpr std::string_view kRoles[] = {"live", "before", "unnamed"};
  static constexpr Rule table[] = {
      {.field = "role",
       .description = "before: rollback can go back to it. unnamed: not in use, the next version removes it.",
       .one_of = kRoles},
      {.field = "error", .description = "Why its manifest cannot be read; then the rest is empty."},
      {.field = "created_ms", .description = "Milliseconds since 1970."},
      {.field = "made_by", .description = "The program and its version."},
      {.field = "catalog", .description = "The identity of the catalogue that it was made from."},
      {.field = "files", .description = "How many files it has."},
      {.field = "size_bytes", .description = "Of all files together."},
      {.field = "metrics", .description = "How good it was found to be."},
      {.field = "parameters", .description = "What it was made with."}};
};

template <>
struct Rules<native::ArtefactAnswer> {
  static constexpr std::string_view name = "Artefact";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "live", .description = "The version in use; null: it cannot be told."},
      {.field = "error", .description = "Why it cannot be told, or used."},
      {.field = "versions", .description = "The newest first."}};
};

template <>
struct Rules<native::ArtefactList> {
  static constexpr std::string_view name = "ArtefactList";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "items", .description = "In the order of their names."}};
};

template <>
struct Rules<native::RollbackAnswer> {
  static constexpr std::string_view name = "ArtefactRollback";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "live", .description = "The version that is in use now."}};
};

namespace native {
namespace {

std::optional<std::string> said(const std::string& error) {
  return error.empty() ? std::nullopt : std::optional(error);
}

ArtefactVersionAnswer answer_of(const io::ArtefactVersion& version) {
  ArtefactVersionAnswer answer;
  answer.version = version.version;
  answer.role = Rules<ArtefactVersionAnswer>::kRoles[static_cast<std::size_t>(version.role)];
  answer.error = said(version.error);
  if (!version.manifest) return answer;
  const auto& manifest = *version.manifest;
  answer.created_ms = manifest.created_ms;
  answer.made_by = manifest.made_by;
  answer.catalog = manifest.facts.catalog;
  answer.files = manifest.files.size();
  answer.size_bytes = manifest.size_bytes();
  answer.metrics = {manifest.facts.metrics.begin(), manifest.facts.metrics.end()};
  answer.parameters = {manifest.facts.parameters.begin(), manifest.facts.parameters.end()};
  return answer;
}

base::Task<Response> list_artefacts(Services& services, const Request& request) {
  const auto states = co_await services.backend.operations().list_artefacts();
  if (!states) co_return error_response(states.error(), request.request_id());
  ArtefactList list;
  for (const auto& state : *states) {
    ArtefactAnswer answer{state.name, {}, said(state.error), {}};
    if (state.live != 0) answer.live = state.live;
    for (const auto& version : state.versions) answer.versions.push_back(answer_of(version));
    list.items.push_back(std::move(answer));
  }
  co_return json_response(list);
}

base::Task<Response> rollback_artefact(Services& services, const Request& request) {
  const std::string name(request.parameter("name"));
  const auto live = co_await services.backend.operations().rollback_artefact(name);
  if (!live) co_return error_response(live.error(), request.request_id());
  co_return json_response(RollbackAnswer{name, *live});
}

}  // namespace

std::vector<Endpoint> artefacts_endpoints() {
  return {{.method = Method::get,
           .path = "/api/v1/artefacts",
           .name = "list_artefacts",
           .tag = "operations",
           .summary = "What jobs have made, in which versions",
           .response = schema_of<ArtefactList>,
           .errors = {503},
           .guarded = true,
           .handler = list_artefacts},
          {.method = Method::post,
           .path = "/api/v1/artefacts/{name}/rollback",
           .name = "rollback_artefact",
           .tag = "operations",
           .summary = "Go back to the version before",
           .description = "The version that was live before the live one is compared with its checksums and "
                          "takes its place; a "
                          "damaged one is passed over. 409: there is none to go back to.",
           .parameters = {{.name = "name", .in = Parameter::In::path, .description = "The artefact's name."}},
           .response = schema_of<RollbackAnswer>,
           .errors = {404, 409, 503},
           .writing = true,
           .handler = rollback_artefact}};
}

}  // namespace native
}  // namespace khoj::api
