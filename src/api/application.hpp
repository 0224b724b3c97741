// The Application: everything that happens to every request, in one place and one order. Request id, routing,
// access, the handler, then headers, compression, metrics and the access log. It is the HttpServer's Handler.
// Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/access.hpp"
#include "api/endpoint.hpp"
#include "api/http/handler.hpp"
#include "api/http/router.hpp"
#include "api/metrics.hpp"

namespace khoj::api {

struct ApplicationOptions {
  AccessOptions access;
  bool access_log = true;
  double access_log_sample = 1.0;  ///< Share of good answers that are logged; refusals and errors always are.
  std::size_t gzip_min_bytes = 1'000;
};

class Application final : public Handler {
 public:
  /// `backend` and `assets` must outlive it. @param endpoints the rows to serve; usually all_endpoints().
  Application(ApplicationOptions options, Backend& backend, const AssetBundle& assets,
              std::vector<Endpoint> endpoints);

  base::Task<Response> handle(Request& request) override;
  Response reject(int status, std::string_view reason) override;
  [[nodiscard]] bool may_shed(Request& request) override;

  /// Where the connections' figures come from. Call it before the first request.
  void set_server_stats(std::function<ServerStats()> stats) { services_.server_stats = std::move(stats); }

  [[nodiscard]] const std::string& openapi() const noexcept { return services_.openapi; }

 private:
  /// An answer and the route that gave it.
  struct Routed {
    Response response;
    std::size_t route = Metrics::kUnmatched;
  };
  base::Task<Routed> route(Request& request);
  base::Task<Response> call(const Endpoint& endpoint, const Request& request);
  void finish(const Request& request, Routed& routed);
  void compress(const Request& request, Response& response) const;
  void log(const Request& request, const Routed& routed, double seconds) const;

  ApplicationOptions options_;
  AccessPolicy access_;
  std::vector<Endpoint> endpoints_;
  Router router_;
  Metrics metrics_;
  Services services_;
};

}  // namespace khoj::api
