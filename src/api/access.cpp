#include "api/access.hpp"

#include <algorithm>

#include "api/http/url.hpp"

namespace khoj::api {
namespace {

constexpr std::string_view kBearer = "Bearer ";

/// The host without its port: "localhost", "127.0.0.1", "[::1]".
std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

/// The request comes from a page that this server gave out on loopback. A name that is not loopback's own does not count
/// even when Origin and Host agree: any name can be made to point to 127.0.0.1 (DNS rebinding).
bool is_own_loopback_page(std::string_view origin, std::string_view host) {
  const std::size_t mark = origin.find("://");
  if (mark == std::string_view::npos || !equals_ignoring_case(origin.substr(mark + 3), host)) return false;
  const auto name = host_name(host);
  return equals_ignoring_case(name, "localhost") || name == "[::1]" ||
         (name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
  // The length of what is compared follows `b`, which the client sends and knows.
  unsigned difference = a.size() == b.size() ? 0U : 1U;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const auto expected = static_cast<unsigned char>(a.empty() ? '\0' : a[i % a.size()]);
    difference |= static_cast<unsigned>(expected ^ static_cast<unsigned char>(b[i]));
  }
  return difference == 0;
}

std::optional<Refusal> AccessPolicy::check(const Request& request, bool needs_key) const {
  if (!needs_key) return std::nullopt;
  if (!options_.admin_key.empty()) {
    if (has_key(request)) return std::nullopt;
    return Refusal{
        401, "This route needs the admin key, as 'Authorization: Bearer <key>' or 'X-Admin-Key: <key>'."};
  }
  const auto origin = request.header("Origin");
  if (origin.empty() || is_own_loopback_page(origin, request.header("Host")) || lists(origin))
    return std::nullopt;
  return Refusal{
      403,
      "Pages of other origins may not use this route, unless their origin is configured or an admin key is."};
}

void AccessPolicy::add_cors_headers(const Request& request, Response& response) const {
  const auto origin = request.header("Origin");
  if (allows_all()) {
    if (origin.empty()) return;
    response.set_header("Access-Control-Allow-Origin", "*");
  } else {
    response.add_vary("Origin");
    if (!lists(origin)) return;
    response.set_header("Access-Control-Allow-Origin", std::string(origin));
  }
  response.set_header("Access-Control-Expose-Headers", "X-Request-Id, X-Process-Time");
}

Response AccessPolicy::preflight(const Request& request, std::string_view allow) const {
  auto response = Response::no_content();
  response.set_header("Allow", std::string(allow));
  if (request.has_header("Access-Control-Request-Method")) {
    response.set_header("Access-Control-Allow-Methods", std::string(allow));
    response.set_header("Access-Control-Allow-Headers",
                        "Authorization, Content-Type, X-Admin-Key, X-Request-Id");
    response.set_header("Access-Control-Max-Age", "600");
  }
  return response;
}

bool AccessPolicy::lists(std::string_view origin) const {
  return !origin.empty() && std::find(options_.allowed_origins.begin(), options_.allowed_origins.end(),
                                      origin) != options_.allowed_origins.end();
}

bool AccessPolicy::allows_all() const {
  return std::find(options_.allowed_origins.begin(), options_.allowed_origins.end(), "*") !=
         options_.allowed_origins.end();
}

bool AccessPolicy::has_key(const Request& request) const {
  const auto authorization = request.header("Authorization");
  if (authorization.size() > kBearer.size() &&
      equals_ignoring_case(authorization.substr(0, kBearer.size()), kBearer) &&
      equal_in_constant_time(options_.admin_key, authorization.substr(kBearer.size()))) {
    return true;
  }
  return equal_in_constant_time(options_.admin_key, request.header("X-Admin-Key"));
}

}  // namespace khoj::api
