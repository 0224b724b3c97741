// The Service: Application and HttpServer put together, which is what a program starts.
//
//   api::EngineBackend backend(*engine, operations);
//   KHOJ_ASSIGN(auto service, api::Service::start({.server = …, .application = …}, backend, assets));
//   signals.wait();
//   service->drain(10'000);
#pragma once

#include <memory>

#include "api/application.hpp"
#include "api/http/server.hpp"
#include "base/result.hpp"

namespace khoj::api {

struct ServiceOptions {
  ServerOptions server;
  ApplicationOptions application;
};

class Service {
 public:
  /// `backend` and `assets` must outlive it. Errors: as HttpServer::start; failed_precondition (bound to more
  /// than loopback without an admin key).
  static base::Result<std::unique_ptr<Service>> start(ServiceOptions options, Backend& backend,
                                                      const AssetBundle& assets);

  [[nodiscard]] std::uint16_t port() const noexcept { return server_->port(); }
  [[nodiscard]] ServerStats stats() const noexcept { return server_->stats(); }
  /// As HttpServer::drain.
  void drain(std::int64_t deadline_ms) { server_->drain(deadline_ms); }

 private:
  Service(ApplicationOptions options, Backend& backend, const AssetBundle& assets);

  Application application_;
  std::unique_ptr<HttpServer> server_;
};

/// True for 127.0.0.0/8, ::1 and localhost.
[[nodiscard]] bool is_loopback(std::string_view address) noexcept;

}  // namespace khoj::api
