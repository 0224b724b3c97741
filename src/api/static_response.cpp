#include "api/static_response.hpp"

#include "api/http/gzip.hpp"

namespace khoj::api {
namespace {

/// Swagger UI and Redoc put styles inline and (Redoc) search in a worker made of a blob; pictures of products
/// come from anywhere.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src * data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'";

}  // namespace

Response asset_response(const Request& request, const Asset& asset) {
  Response response;
  response.set_header("Cache-Control", asset.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (!asset.gzip.empty()) response.add_vary("Accept-Encoding");
  if (!asset.etag.empty()) {
    response.set_header("ETag", std::string(asset.etag));
    if (request.header("If-None-Match").find(asset.etag) != std::string_view::npos) {
      response.status = 304;
      return response;
    }
  }
  response.content_type = asset.content_type;
  if (!asset.gzip.empty() && accepts_gzip(request.header("Accept-Encoding"))) {
    response.set_header("Content-Encoding", "gzip");
    response.static_body = asset.gzip;
  } else {
    response.static_body = asset.bytes;
  }
  return response;
}

void add_page_headers(Response& response) {
  response.set_header("Content-Security-Policy", std::string(kContentSecurityPolicy));
  response.set_header("X-Frame-Options", "DENY");
  response.set_header("Referrer-Policy", "no-referrer");
}

}  // namespace khoj::api
