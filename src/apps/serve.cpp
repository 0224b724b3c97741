// khoj serve: the server. Bound to anything but loopback it asks for an admin key.
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "api/engine_backend.hpp"
#include "api/http/signals.hpp"
#include "api/job_operations.hpp"
#include "api/service.hpp"
#include "apps/command.hpp"
#include "apps/common_options.hpp"
#include "apps/shop.hpp"
#include "apps/shop_jobs.hpp"
#include "apps/web_bundle.hpp"
#include "base/log.hpp"

namespace khoj::apps {
namespace {

struct ServeOptions {
  CommonOptions common;
  std::string host;
  std::string port;
  std::string workers;
};

base::Result<base::Config> resolve(const ServeOptions& options) {
  KHOJ_ASSIGN(auto config, resolve_config(options.common));
  if (!options.host.empty()) KHOJ_TRY(base::set_key(config, "server.host", options.host));
  if (!options.port.empty()) KHOJ_TRY(base::set_key(config, "server.port", options.port));
  if (!options.workers.empty()) KHOJ_TRY(base::set_key(config, "server.workers", options.workers));
  return config;
}

api::ServiceOptions service_options(const base::Config& config) {
  api::ServiceOptions options;
  options.server.host = config.server.host;
  options.server.port = static_cast<std::uint16_t>(config.server.port);
  options.server.workers = static_cast<std::size_t>(config.server.workers);
  options.server.limits.max_header_bytes = static_cast<std::size_t>(config.server.max_header_bytes);
  options.server.limits.max_body_bytes = static_cast<std::size_t>(config.server.max_body_bytes);
  options.server.max_connections = static_cast<std::size_t>(config.server.max_connections);
  options.server.max_queue_ms = config.server.max_queue_ms;
  options.server.idle_timeout_ms = config.server.idle_timeout_ms;
  options.server.header_timeout_ms = config.server.request_timeout_ms;
  options.server.body_timeout_ms = config.server.request_timeout_ms;
  options.server.write_timeout_ms = config.server.request_timeout_ms;
  options.application.access.admin_key = config.security.admin_key;
  if (!config.server.cors_origins.empty())
    options.application.access.allowed_origins = config.server.cors_origins;
  options.application.access_log_sample = config.server.access_log_sampling;
  return options;
}

base::Status serve(const ServeOptions& options) {
  KHOJ_ASSIGN(const auto config, resolve(options));
  const api::TerminationSignals signals;
  KHOJ_ASSIGN(const auto shop, open_shop(config, OldEvents::remove));
  const WebBundle assets;
  KHOJ_ASSIGN(const auto scheduler, start_scheduler(config, shop.stores));
  api::JobOperations operations(*scheduler, open_artefacts(config));
  api::EngineBackend backend(*shop.engine, operations);
  KHOJ_ASSIGN(const auto service, api::Service::start(service_options(config), backend, assets));
  const bool any_address = config.server.host == "0.0.0.0" || config.server.host == "::";
  const std::string shown = any_address ? "127.0.0.1"
                            : config.server.host.find(':') != std::string::npos
                                ? fmt::format("[{}]", config.server.host)
                                : config.server.host;
  base::log::info("serving", {{"url", fmt::format("http://{}:{}", shown, service->port())},
                              {"data_dir", config.data_dir},
                              {"products", shop.engine->status().products}});
  const int signal = signals.wait();
  signals.release();
  base::log::info("stopping", {{"signal", signal}});
  service->drain(config.server.drain_timeout_ms);
  return {};
}

}  // namespace

void configure_serve(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<ServeOptions>();
  add_common_options(app, options->common);
  app.add_option("--host", options->host, "Address to listen on [127.0.0.1]; others need KHOJ_ADMIN_KEY")
      ->type_name("HOST");
  app.add_option("--port", options->port, "Port to listen on [8000]; 0 takes a free one")->type_name("PORT");
  app.add_option("--workers", options->workers, "Event loops [one per core]")->type_name("N");
  app.callback([options, &chosen] { chosen = [options] { return serve(*options); }; });
}

}  // namespace khoj::apps
