#include "api/native/browse.hpp"

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "api/k0/page.hpp"

namespace khoj::api::native {
namespace {

constexpr std::string_view kPolicy = "browse";

base::Task<Response> post_browse(Services& services, const Request& request) {
  const base::Stopwatch watch;
  auto body = read_body<k0::PageBody>(request.body());
  if (!body) co_return validation_response(body.error(), request.request_id());
  if (!body->policy) body->policy = kPolicy;
  auto page = k0::page_request_of(std::move(*body));
  page.browse = true;
  co_return co_await k0::answer_page(services, request, std::move(page), watch);
}

}  // namespace

std::vector<Endpoint> browse_endpoints() {
  return {{.method = Method::post,
           .path = "/api/v1/browse",
           .name = "browse",
           .tag = "search",
           .summary = "A page without a query",
           .description = "All products that pass the filter: a category's page, or a brand's.",
           .request = schema_of<k0::PageBody>,
           .response = schema_of<k0::SearchAnswer>,
           .errors = {503},
           .handler = post_browse}};
}

}  // namespace khoj::api::native
