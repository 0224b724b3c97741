#include "api/native/health.hpp"

#include <chrono>
#include <map>

#include <boost/describe/class.hpp>
#include <fmt/chrono.h>

#include "api/json/schema_of.hpp"
#include "base/clock.hpp"

namespace khoj::api {
namespace native {

struct Health {
  std::string status;
  std::string timestamp;
  bool models_loaded = false;
  std::string cache_status;
  std::string version;
  std::map<std::string, std::string> components;
  bool ready = false;
  std::uint64_t products = 0;
  std::uint64_t pending_changes = 0;
};
BOOST_DESCRIBE_STRUCT(Health, (),
                      (status, timestamp, models_loaded, cache_status, version, components, ready, products,
                       pending_changes))

}  // namespace native

template <>
struct Rules<native::Health> {
  static constexpr std::string_view name = "Health";
  static constexpr bool answer = true;
  static constexpr std::string_view kStatuses[] = {"healthy", "degraded"};
  static constexpr Rule table[] = {
      {.field = "status",
       .description = "degraded: search answers, but lags behind the catalogue or has lost touch.",
       .one_of = kStatuses},
      {.field = "timestamp", .description = "Now, ISO 8601 in UTC."},
      {.field = "models_loaded", .description = "Whether trained models take part in the answers."},
      {.field = "cache_status", .description = "The result cache: 'none' when there is none."},
      {.field = "components", .description = "Each part's state: healthy, catching_up or failing."},
      {.field = "ready", .description = "The index has caught up with the catalogue since the start."},
      {.field = "products", .description = "Searchable products."},
      {.field = "pending_changes",
       .description = "Change numbers between the catalogue and what is searchable."}};
};

namespace native {
namespace {

std::string iso_time(std::int64_t unix_ms) {
  return fmt::format(FMT_STRING("{:%FT%T}.{:03}Z"), fmt::gmtime(static_cast<std::time_t>(unix_ms / 1000)),
                     unix_ms % 1000);
}

Health health_of(const engine::EngineStatus& engine) {
  const bool failing = !engine.last_error.empty();
  Health health;
  health.status = engine.ready && !failing ? "healthy" : "degraded";
  health.timestamp = iso_time(base::now_ms());
  health.cache_status = "none";
  health.version = KHOJ_VERSION;
  health.components = {{"api", "healthy"},
                       {"index", failing        ? "failing"
                                 : engine.ready ? "healthy"
                                                : "catching_up"}};
  health.ready = engine.ready;
  health.products = engine.products;
  health.pending_changes =
      engine.catalog > engine.searchable ? engine.catalog.value - engine.searchable.value : 0;
  return health;
}

base::Task<Response> get_health(Services& services, const Request& request) {
  const Health health = health_of(services.backend.status());
  const auto asked = request.query("ready");
  const bool unready = asked && *asked != "0" && !health.ready;
  auto response = Response::json(json_text(health), unready ? 503 : 200);
  if (unready) response.set_header("Retry-After", "1");
  response.set_header("Cache-Control", "no-store");
  co_return response;
}

}  // namespace

std::vector<Endpoint> health_endpoints() {
  return {{.method = Method::get,
           .path = "/health",
           .name = "health",
           .tag = "operations",
           .summary = "Liveness and readiness",
           .description =
               "200 as long as the process answers, with status 'degraded' while the index catches up. "
               "With ready=1: 503 until it has caught up, for a load balancer.",
           .parameters = {{.name = "ready",
                           .type = "integer",
                           .description = "1: answer 503 until ready.",
                           .min = 0,
                           .max = 1}},
           .response = schema_of<Health>,
           .errors = {503},
           .quiet = true,
           .handler = get_health}};
}

}  // namespace native
}  // namespace khoj::api
