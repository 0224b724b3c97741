#include "api/native/docs.hpp"

#include "api/static_response.hpp"

namespace khoj::api::native {
namespace {

constexpr std::string_view kSwaggerPage = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Khoj API</title>
<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">
<link rel="stylesheet" href="/assets/swagger-ui/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<noscript>This page needs JavaScript; the document itself is at <a href="/openapi.json">/openapi.json</a>.</noscript>
<script src="/assets/swagger-ui/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
)";

/// In a file of its own, so that no page needs to allow scripts inside itself.
constexpr std::string_view kSwaggerScript = R"(window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
)";

constexpr std::string_view kRedocPage = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Khoj API reference</title>
<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">
<style>body { margin: 0; }</style>
</head>
<body>
<redoc spec-url="/openapi.json"></redoc>
<noscript>This page needs JavaScript; the document itself is at <a href="/openapi.json">/openapi.json</a>.</noscript>
<script src="/assets/redoc/redoc.standalone.js"></script>
</body>
</html>
)";

Response page(std::string_view html) {
  Response response;
  response.content_type = Response::kHtml;
  response.static_body = html;
  add_page_headers(response);
  return response;
}

base::Task<Response> get_openapi(Services& services, const Request&) {
  Response response;
  response.content_type = Response::kJson;
  response.static_body = services.openapi;
  co_return response;
}

base::Task<Response> get_swagger(Services&, const Request&) { co_return page(kSwaggerPage); }
base::Task<Response> get_redoc(Services&, const Request&) { co_return page(kRedocPage); }

base::Task<Response> get_swagger_script(Services&, const Request&) {
  Response response;
  response.content_type = "text/javascript; charset=utf-8";
  response.static_body = kSwaggerScript;
  co_return response;
}

}  // namespace

std::vector<Endpoint> docs_endpoints() {
  return {{.method = Method::get,
           .path = "/openapi.json",
           .name = "openapi",
           .tag = "documentation",
           .summary = "This document",
           .handler = get_openapi},
          {.method = Method::get,
           .path = "/docs",
           .name = "swagger_ui",
           .tag = "documentation",
           .summary = "This document in Swagger UI",
           .produces = Response::kHtml,
           .handler = get_swagger},
          {.method = Method::get,
           .path = "/docs/start.js",
           .name = "swagger_ui_script",
           .tag = "documentation",
           .summary = "Starts Swagger UI",
           .documented = false,
           .handler = get_swagger_script},
          {.method = Method::get,
           .path = "/redoc",
           .name = "redoc",
           .tag = "documentation",
           .summary = "This document in Redoc",
           .produces = Response::kHtml,
           .handler = get_redoc}};
}

}  // namespace khoj::api::native
