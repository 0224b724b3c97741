#include "api/native/facet_search.hpp"

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "api/k0/search_types.hpp"

namespace khoj::api {
namespace native {

struct FacetSearchBody {
  std::string field;
  std::string prefix;
  std::string query;
  std::string filter;
  std::vector<std::string> chips;
  std::uint32_t max = 10;
};
BOOST_DESCRIBE_STRUCT(FacetSearchBody, (), (field, prefix, query, filter, chips, max))

struct FacetSearchAnswer {
  std::vector<engine::FacetValue> values;
  std::uint64_t distinct = 0;
};
BOOST_DESCRIBE_STRUCT(FacetSearchAnswer, (), (values, distinct))

}  // namespace native

template <>
struct Rules<native::FacetSearchBody> {
  static constexpr std::string_view name = "FacetSearchRequest";
  static constexpr Rule table[] = {
      {.field = "field",
       .description = "brand, category, color, seller, or a filterable attribute.",
       .required = true,
       .min_length = 1,
       .max_length = 256},
      {.field = "prefix",
       .description = "What any word of the value begins with, in any case.",
       .max_length = 128,
       .example = "\"no\""},
      {.field = "query", .description = "Only among what this finds.", .trim = true, .max_length = 200},
      {.field = "filter",
       .description = "Only among what passes; what it says of the field itself is disregarded.",
       .max_length = 8192},
      {.field = "chips",
       .description = "As those of a search.",
       .min_length = 1,
       .max_length = 128,
       .max_items = 32},
      {.field = "max", .description = "How many values at most.", .min = 1, .max = 100}};
};

template <>
struct Rules<native::FacetSearchAnswer> {
  static constexpr std::string_view name = "FacetSearchResponse";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "values", .description = "Those that most products hold, first."},
      {.field = "distinct", .description = "How many values fit, over the limit too."}};
};

namespace native {
namespace {

base::Task<Response> post_facet_search(Services& services, const Request& request) {
  auto body = read_body<FacetSearchBody>(request.body());
  if (!body) co_return validation_response(body.error(), request.request_id());
  engine::FacetSearchRequest search{{},
                                    std::move(body->field),
                                    std::move(body->prefix),
                                    std::move(body->query),
                                    std::move(body->filter),
                                    std::move(body->chips),
                                    body->max};
  auto found = co_await services.backend.search_facet(std::move(search));
  if (!found) co_return error_response(found.error(), request.request_id());
  co_return json_response(FacetSearchAnswer{std::move(found->values), found->distinct});
}

}  // namespace

std::vector<Endpoint> facet_search_endpoints() {
  return {
      {.method = Method::post,
       .path = "/api/v1/facets/search",
       .name = "search_facet",
       .tag = "search",
       .summary = "Find values of a field",
       .description = "With how many products hold each, among those that the query and the filter leave.",
       .request = schema_of<FacetSearchBody>,
       .response = schema_of<FacetSearchAnswer>,
       .errors = {503},
       .handler = post_facet_search}};
}

}  // namespace native
}  // namespace khoj::api
