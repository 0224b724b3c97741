// What the API counts about itself, for Prometheus: requests and latencies by route, connections, products,
// how far the index lags behind the catalogue, how jobs went. Thread-safe; observe() costs a few atomic operations.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "api/http/method.hpp"
#include "api/http/server.hpp"
#include "engine/engine.hpp"
#include "jobs/schedule/scheduler.hpp"

namespace khoj::api {

struct RouteLabel {
  Method method = Method::get;
  std::string path;
};

class Metrics {
 public:
  /// `routes` by their index in observe().
  explicit Metrics(const std::vector<RouteLabel>& routes);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// @param route an index of the constructor's routes, or kUnmatched.
  void observe(std::size_t route, int status, double seconds);
  static constexpr std::size_t kUnmatched = static_cast<std::size_t>(-1);

  /// The text exposition format 0.0.4, with the gauges set to what is given.
  [[nodiscard]] std::string text(const engine::EngineStatus& engine, const ServerStats& server,
                                 const std::vector<jobs::JobStatus>& jobs);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace khoj::api
