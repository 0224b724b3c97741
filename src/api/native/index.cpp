#include "api/native/index.hpp"

#include <boost/describe/class.hpp>

#include "api/described.hpp"
#include "api/json/rules.hpp"
#include "api/json/schema_of.hpp"

namespace khoj::api {
namespace native {

struct IndexAnswer {
  std::string live;
  std::uint64_t live_change = 0;
  std::uint64_t catalog_change = 0;
  std::optional<std::string> building;
  double building_progress = 0.0;
  std::optional<std::string> previous;
  std::uint64_t switches = 0;
  std::uint64_t products = 0;
};
BOOST_DESCRIBE_STRUCT(IndexAnswer, (),
                      (live, live_change, catalog_change, building, building_progress, previous, switches,
                       products))

}  // namespace native

template <>
struct Rules<native::IndexAnswer> {
  static constexpr std::string_view name = "IndexStatus";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "live", .description = "The index that answers."},
      {.field = "live_change", .description = "The newest change of the catalogue that searches see."},
      {.field = "catalog_change", .description = "The newest change of the catalogue."},
      {.field = "building",
       .description = "The index that will take its place; null when none is being built."},
      {.field = "building_progress", .description = "How much of the catalogue's changes it holds, 0 to 1."},
      {.field = "previous", .description = "The index before, kept to go back to; null when there is none."},
      {.field = "switches", .description = "How often another index became the live one since the start."},
      {.field = "products", .description = "Products that searches find."}};
};

namespace native {
namespace {

std::optional<std::string> named(const std::string& name) {
  return name.empty() ? std::nullopt : std::optional(name);
}

IndexAnswer answer_of(const engine::EngineStatus& status) {
  IndexAnswer answer;
  answer.live = status.indexes.live;
  answer.live_change = status.searchable.value;
  answer.catalog_change = status.catalog.value;
  answer.building = named(status.indexes.building);
  if (answer.building && status.catalog.value > 0) {
    answer.building_progress =
        static_cast<double>(status.indexes.building_change.value) / static_cast<double>(status.catalog.value);
  }
  answer.previous = named(status.indexes.previous);
  answer.switches = status.indexes.switches;
  answer.products = status.products;
  return answer;
}

base::Task<Response> get_index(Services& services, const Request&) {
  co_return json_response(answer_of(services.backend.status()));
}

base::Task<Response> rebuild_index(Services& services, const Request&) {
  services.backend.administration().rebuild_index();
  co_return json_response(answer_of(services.backend.status()), 202);
}

}  // namespace

std::vector<Endpoint> index_endpoints() {
  return {{.method = Method::get,
           .path = "/api/v1/index",
           .name = "get_index",
           .tag = "settings",
           .summary = "How the index stands",
           .response = schema_of<IndexAnswer>,
           .handler = get_index},
          {.method = Method::post,
           .path = "/api/v1/index/rebuild",
           .name = "rebuild_index",
           .tag = "settings",
           .summary = "Build the index anew",
           .description =
               "From the catalogue, beside the live index, which answers until the new one has caught up "
               "and takes its place. Follow it with GET /api/v1/index.",
           .response = schema_of<IndexAnswer>,
           .success = 202,
           .writing = true,
           .handler = rebuild_index}};
}

}  // namespace native
}  // namespace khoj::api
