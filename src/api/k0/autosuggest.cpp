#include "api/k0/autosuggest.hpp"

#include <cmath>

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "api/k0/autosuggest_types.hpp"
#include "api/request_id.hpp"
#include "base/clock.hpp"

namespace khoj::api::k0 {
namespace {

base::Task<Response> post_autosuggest(Services& services, const Request& request) {
  const base::Stopwatch watch;
  auto body = read_body<AutosuggestBody>(request.body());
  if (!body) co_return validation_response(body.error(), request.request_id());
  engine::SuggestRequest asked;
  asked.query = std::move(body->query);
  asked.limit = body->max;
  asked.groups = body->groups;
  asked.request_id = request.request_id();
  auto found = co_await services.backend.suggest(std::move(asked));
  if (!found) co_return error_response(found.error(), request.request_id());
  AutosuggestAnswer answer;
  answer.suggestions = std::move(found->suggestions);
  answer.chips = std::move(found->chips);
  answer.normalized_query = std::move(found->normalized_query);
  answer.session_id = body->session_id ? *std::move(body->session_id) : new_session_id();
  answer.groups = std::move(found->groups);
  answer.processing_time_ms = std::round(watch.elapsed_ms() * 1e3) / 1e3;
  answer.request_id = request.request_id();
  co_return json_response(answer);
}

}  // namespace

std::vector<Endpoint> autosuggest_endpoints() {
  return {{.method = Method::post,
           .path = "/api/v1/autosuggest",
           .name = "autosuggest",
           .tag = "search",
           .summary = "Suggest what to search for",
           .description =
               "Completes what is being typed: its beginning, its words in any order, typing mistakes "
               "forgiven, from what shoppers ask for and from the catalogue.",
           .request = schema_of<AutosuggestBody>,
           .response = schema_of<AutosuggestAnswer>,
           .errors = {503},
           .handler = post_autosuggest}};
}

}  // namespace khoj::api::k0
