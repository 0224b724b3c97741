#include "api/service.hpp"

#include <atomic>

namespace khoj::api {

using base::ErrorCode;

bool is_loopback(std::string_view address) noexcept {
  return address.starts_with("127.") || address == "::1" || address == "localhost";
}

Service::Service(ApplicationOptions options, Backend& backend, const AssetBundle& assets)
    : application_(std::move(options), backend, assets, all_endpoints()) {}

base::Result<std::unique_ptr<Service>> Service::start(ServiceOptions options, Backend& backend,
                                                      const AssetBundle& assets) {
  if (!is_loopback(options.server.host) && options.application.access.admin_key.empty()) {
    return base::fail(
        ErrorCode::failed_precondition,
        "listening on {} lets others write to the catalogue; set KHOJ_ADMIN_KEY, or listen on 127.0.0.1",
        options.server.host);
  }
  std::unique_ptr<Service> service(new Service(std::move(options.application), backend, assets));
  // The server accepts before start() returns, so the figures are looked up through what may not be there
  // yet.
  auto server = std::make_shared<std::atomic<const HttpServer*>>(nullptr);
  service->application_.set_server_stats([server] {
    const auto* running = server->load();
    return running == nullptr ? ServerStats{} : running->stats();
  });
  KHOJ_ASSIGN(service->server_, HttpServer::start(std::move(options.server), service->application_));
  server->store(service->server_.get());
  return service;
}

}  // namespace khoj::api
