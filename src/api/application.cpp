#include "api/application.hpp"

#include <cmath>
#include <exception>
#include <new>

#include <fmt/format.h>

#include "api/errors.hpp"
#include "api/http/gzip.hpp"
#include "api/http/url.hpp"
#include "api/openapi.hpp"
#include "api/request_id.hpp"
#include "base/log.hpp"

namespace khoj::api {
namespace {

std::vector<RouteLabel> labels_of(const std::vector<Endpoint>& endpoints) {
  std::vector<RouteLabel> labels;
  labels.reserve(endpoints.size());
  for (const auto& endpoint : endpoints) labels.push_back({endpoint.method, std::string(endpoint.path)});
  return labels;
}

bool is_compressible(std::string_view type) noexcept {
  return type.starts_with("text/") || type.starts_with(Response::kJson) ||
         type.starts_with("application/javascript") || type.starts_with("image/svg");
}

/// Which of the good answers are logged when only a share of them is: decided by the id, so that every log
/// line about one request is there or none.
bool is_sampled(std::string_view request_id, double share) noexcept {
  if (share >= 1.0) return true;
  return static_cast<double>(base::hash64(request_id) >> 11U) * 0x1.0p-53 < share;
}

}  // namespace

Application::Application(ApplicationOptions options, Backend& backend, const AssetBundle& assets,
                         std::vector<Endpoint> endpoints)
    : options_(std::move(options)),
      access_(options_.access),
      endpoints_(std::move(endpoints)),
      metrics_(labels_of(endpoints_)),
      services_{backend, assets, metrics_, [] { return ServerStats{}; },
                openapi_document(endpoints_, !options_.access.admin_key.empty())} {
  for (std::size_t i = 0; i < endpoints_.size(); ++i)
    router_.add(endpoints_[i].method, endpoints_[i].path, i);
}

base::Task<Response> Application::handle(Request& request) {
  request.set_request_id(choose_request_id(request.header("X-Request-Id")));
  Routed routed = co_await route(request);
  finish(request, routed);
  co_return std::move(routed.response);
}

Response Application::reject(int status, std::string_view reason) {
  const std::string id = new_request_id();
  auto response = problem_response(status, code_name_of(status), reason, id);
  response.set_header("X-Request-Id", id);
  metrics_.observe(Metrics::kUnmatched, status, 0.0);
  // Under overload, writing a line for each refusal would be most of the work; the metrics count them.
  if (options_.access_log && status != 503)
    base::log::info("refused", {{"request_id", id}, {"status", status}, {"reason", reason}});
  return response;
}

/// Probes and metrics are answered however much there is to do.
bool Application::may_shed(Request& request) {
  const auto* resource = router_.match(request);
  const std::size_t index = resource == nullptr ? Router::kNone : resource->route(request.method());
  return index == Router::kNone || !endpoints_[index].quiet;
}

base::Task<Application::Routed> Application::route(Request& request) {
  const auto problem = [&request](int status, std::string_view message) {
    return problem_response(status, code_name_of(status), message, request.request_id());
  };
  Routed routed;
  if (request.target() == "*") {
    routed.response = Response::no_content();
    co_return routed;
  }
  const auto* resource = router_.match(request);
  if (resource == nullptr) {
    routed.response = problem(404, "There is nothing at this path.");
    co_return routed;
  }
  const std::size_t index = resource->route(request.method());
  if (index == Router::kNone && request.method() == Method::options) {
    routed.response = access_.preflight(request, resource->allow());
    co_return routed;
  }
  if (index == Router::kNone) {
    routed.response = problem(405, fmt::format("This path answers {}.", resource->allow()));
    routed.response.set_header("Allow", resource->allow());
    co_return routed;
  }
  routed.route = index;
  const auto& endpoint = endpoints_[index];
  if (const auto refusal = access_.check(request, endpoint.needs_key())) {
    routed.response = problem(refusal->status, refusal->message);
    if (refusal->status == 401) routed.response.set_header("WWW-Authenticate", "Bearer");
    co_return routed;
  }
  const auto coding = request.header("Content-Encoding");
  if (!coding.empty() && !equals_ignoring_case(coding, "identity")) {
    routed.response = problem(415, "Compressed request bodies are not understood.");
    co_return routed;
  }
  routed.response = co_await call(endpoint, request);
  co_return routed;
}

base::Task<Response> Application::call(const Endpoint& endpoint, const Request& request) {
  base::Error failure{base::ErrorCode::internal, "", std::string(endpoint.name)};
  try {
    co_return co_await endpoint.handler(services_, request);
  } catch (const std::bad_alloc&) {
    failure.code = base::ErrorCode::resource_exhausted;
    failure.message = "The server has no memory left for this request.";
  } catch (const std::exception& error) {
    failure.message = error.what();
  } catch (...) {
    failure.message = "unknown exception";
  }
  co_return error_response(failure, request.request_id());
}

void Application::finish(const Request& request, Routed& routed) {
  auto& response = routed.response;
  compress(request, response);
  access_.add_cors_headers(request, response);
  response.headers.push_back({"X-Content-Type-Options", "nosniff"});
  response.headers.push_back({"X-Request-Id", request.request_id()});
  const double seconds = std::chrono::duration<double>(base::SteadyClock::now() - request.received()).count();
  response.headers.push_back({"X-Process-Time", fmt::format(FMT_STRING("{:.6f}"), seconds)});
  metrics_.observe(routed.route, response.status, seconds);
  if (options_.access_log) log(request, routed, seconds);
}

void Application::compress(const Request& request, Response& response) const {
  const auto payload = response.payload();
  if (payload.size() < options_.gzip_min_bytes || !is_compressible(response.content_type) ||
      !response.header("Content-Encoding").empty()) {
    return;
  }
  if (response.header("Vary").find("Accept-Encoding") == std::string_view::npos)
    response.add_vary("Accept-Encoding");
  if (!accepts_gzip(request.header("Accept-Encoding"))) return;
  if (auto compressed = gzip_compress(payload)) {
    response.static_body = {};
    response.body = std::move(*compressed);
    response.set_header("Content-Encoding", "gzip");
  }
}

void Application::log(const Request& request, const Routed& routed, double seconds) const {
  const int status = routed.response.status;
  const bool matched = routed.route != Metrics::kUnmatched;
  const bool quiet = matched && endpoints_[routed.route].quiet;
  if (status < 400 && (quiet || !is_sampled(request.request_id(), options_.access_log_sample))) return;
  const auto write = status >= 500 ? base::log::error : base::log::info;
  write("request", {{"request_id", request.request_id()},
                    {"method", to_string(request.method())},
                    {"route", matched ? endpoints_[routed.route].path : std::string_view("unmatched")},
                    {"status", status},
                    {"ms", std::round(seconds * 1e6) / 1e3},
                    {"bytes", routed.response.payload().size()}});
}

}  // namespace khoj::api
