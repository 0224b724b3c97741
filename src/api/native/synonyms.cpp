#include "api/native/synonyms.hpp"

#include <boost/describe/class.hpp>

#include "api/described.hpp"
#include "api/json/rules.hpp"
#include "api/json/schema_of.hpp"
#include "api/native/settings_types.hpp"

namespace khoj::api {
namespace native {

struct SynonymAnswer {
  std::string id;
  std::uint64_t version = 0;
  std::string from;
  std::vector<std::string> to;
};
BOOST_DESCRIBE_STRUCT(SynonymAnswer, (), (id, version, from, to))

struct SynonymList {
  std::vector<SynonymAnswer> items;
};
BOOST_DESCRIBE_STRUCT(SynonymList, (), (items))

}  // namespace native

template <>
struct Rules<native::SynonymAnswer> {
  static constexpr std::string_view name = "SavedSynonym";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "id", .description = "Under which it was saved."},
                                   {.field = "version", .description = "From 1, rising with every change."},
                                   {.field = "from", .description = "Empty: all of 'to' mean the same."},
                                   {.field = "to", .description = "What a query for 'from' also finds."}};
};

template <>
struct Rules<native::SynonymList> {
  static constexpr std::string_view name = "SynonymList";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "items", .description = "In the order of their ids."}};
};

namespace native {
namespace {

SynonymAnswer answer_of(const std::string& id, const engine::SavedSynonym& saved) {
  return {id, saved.version, saved.synonym.from, saved.synonym.to};
}

base::Task<Response> list_synonyms(Services& services, const Request&) {
  const auto synonyms = services.backend.administration().synonyms();
  SynonymList list;
  for (const auto& [id, saved] : *synonyms) list.items.push_back(answer_of(id, saved));
  co_return json_response(list);
}

base::Task<Response> get_synonym(Services& services, const Request& request) {
  const auto synonyms = services.backend.administration().synonyms();
  const auto found = synonyms->find(request.parameter("id"));
  if (found == synonyms->end()) {
    const auto error =
        base::make_error(base::ErrorCode::not_found, "there is no synonym '{}'", request.parameter("id"));
    co_return error_response(error, request.request_id());
  }
  co_return json_response(answer_of(found->first, found->second));
}

base::Task<Response> put_synonym(Services& services, const Request& request) {
  auto synonym = read_body<engine::Synonym>(request.body());
  if (!synonym) co_return validation_response(synonym.error(), request.request_id());
  const std::string id(request.parameter("id"));
  const auto saved = co_await services.backend.administration().put_synonym(id, std::move(*synonym));
  if (!saved) co_return error_response(saved.error(), request.request_id());
  co_return json_response(answer_of(id, *saved));
}

base::Task<Response> delete_synonym(Services& services, const Request& request) {
  const std::string id(request.parameter("id"));
  const auto removed = co_await services.backend.administration().remove_synonym(id);
  if (!removed) co_return error_response(removed.error(), request.request_id());
  co_return Response::no_content();
}

}  // namespace

std::vector<Endpoint> synonyms_endpoints() {
  const Parameter id{.name = "id",
                     .in = Parameter::In::path,
                     .description = "What the shop calls it: 1 to 64 of a-z, 0-9, _ and -."};
  return {
      {.method = Method::get,
       .path = "/api/v1/synonyms",
       .name = "list_synonyms",
       .tag = "settings",
       .summary = "The saved synonyms",
       .response = schema_of<SynonymList>,
       .handler = list_synonyms},
      {.method = Method::get,
       .path = "/api/v1/synonyms/{id}",
       .name = "get_synonym",
       .tag = "settings",
       .summary = "One saved synonym",
       .parameters = {id},
       .response = schema_of<SynonymAnswer>,
       .errors = {404},
       .handler = get_synonym},
      {.method = Method::put,
       .path = "/api/v1/synonyms/{id}",
       .name = "put_synonym",
       .tag = "settings",
       .summary = "Save a synonym",
       .description = "One or several words that stand for each other. It applies from the next search on, "
                      "beside the synonyms of the settings.",
       .parameters = {id},
       .request = schema_of<engine::Synonym>,
       .response = schema_of<SynonymAnswer>,
       .errors = {503},
       .writing = true,
       .handler = put_synonym},
      {.method = Method::del,
       .path = "/api/v1/synonyms/{id}",
       .name = "delete_synonym",
       .tag = "settings",
       .summary = "Remove a saved synonym",
       .parameters = {id},
       .success = 204,
       .errors = {404, 503},
       .writing = true,
       .handler = delete_synonym}};
}

}  // namespace native
}  // namespace khoj::api
