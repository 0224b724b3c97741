#include "api/native/metrics.hpp"

#include "api/metrics.hpp"

namespace khoj::api::native {
namespace {

constexpr std::string_view kTextFormat = "text/plain; version=0.0.4; charset=utf-8";

base::Task<Response> get_metrics(Services& services, const Request&) {
  Response response;
  response.content_type = kTextFormat;
  response.body = services.metrics.text(services.backend.status(), services.server_stats(),
                                        services.backend.operations().jobs());
  co_return response;
}

}  // namespace

std::vector<Endpoint> metrics_endpoints() {
  return {{.method = Method::get,
           .path = "/metrics/prometheus",
           .name = "prometheus_metrics",
           .tag = "operations",
           .summary = "Metrics in Prometheus' text format",
           .produces = kTextFormat,
           .quiet = true,
           .handler = get_metrics}};
}

}  // namespace khoj::api::native
