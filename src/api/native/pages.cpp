#include "api/native/pages.hpp"

#include <boost/describe/class.hpp>

#include "api/errors.hpp"
#include "api/http/gzip.hpp"
#include "api/json/schema_of.hpp"
#include "api/static_response.hpp"

namespace khoj::api {
namespace native {

struct Greeting {
  std::string service = "Khoj";
  std::string version = KHOJ_VERSION;
  std::string docs = "/docs";
};
BOOST_DESCRIBE_STRUCT(Greeting, (), (service, version, docs))

}  // namespace native

template <>
struct Rules<native::Greeting> {
  static constexpr std::string_view name = "Greeting";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "docs", .description = "Where the documentation is."}};
};

namespace native {
namespace {

/// Conflict 19 of the specification: the page for browsers, the greeting for everyone else.
base::Task<Response> get_root(Services& services, const Request& request) {
  if (names_media(request.header("Accept"), "text/html")) {
    if (const auto asset = services.assets.find("/index.html")) {
      auto response = asset_response(request, *asset);
      add_page_headers(response);
      response.add_vary("Accept");
      co_return response;
    }
  }
  auto response = Response::json(json_text(Greeting{}));
  response.add_vary("Accept");
  co_return response;
}

base::Task<Response> get_asset(Services& services, const Request& request) {
  if (const auto asset = services.assets.find(request.path())) co_return asset_response(request, *asset);
  co_return problem_response(404, "not_found", "There is no such file.", request.request_id());
}

}  // namespace

std::vector<Endpoint> pages_endpoints() {
  return {{.method = Method::get,
           .path = "/",
           .name = "root",
           .tag = "documentation",
           .summary = "The page, or who is speaking",
           .description = "HTML when Accept names text/html; otherwise service, version and docs as JSON.",
           .response = schema_of<Greeting>,
           .handler = get_root},
          {.method = Method::get,
           .path = "/assets/{path...}",
           .name = "assets",
           .tag = "documentation",
           .summary = "The files of the pages",
           .quiet = true,
           .documented = false,
           .handler = get_asset}};
}

}  // namespace native
}  // namespace khoj::api
