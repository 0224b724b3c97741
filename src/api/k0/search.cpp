#include "api/k0/search.hpp"

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "api/k0/page.hpp"

namespace khoj::api::k0 {
namespace {

base::Task<Response> post_search(Services& services, const Request& request) {
  const base::Stopwatch watch;
  auto body = read_body<SearchBody>(request.body());
  if (!body) co_return validation_response(body.error(), request.request_id());
  std::string query = std::move(body->query);
  auto page = page_request_of(std::move(*body));
  page.query = std::move(query);
  co_return co_await answer_page(services, request, std::move(page), watch);
}

}  // namespace

std::vector<Endpoint> search_endpoints() {
  return {{.method = Method::post,
           .path = "/api/v1/search",
           .name = "search",
           .tag = "search",
           .summary = "Find products",
           .description =
               "Products that hold all words of the query come first, with a gradual fall back to fewer.",
           .request = schema_of<SearchBody>,
           .response = schema_of<SearchAnswer>,
           .errors = {503},
           .handler = post_search}};
}

}  // namespace khoj::api::k0
