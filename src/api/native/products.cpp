#include "api/native/products.hpp"

#include <boost/describe/class.hpp>

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "api/native/product_batch.hpp"
#include "api/product_schema.hpp"

namespace khoj::api {
namespace native {

struct ProductList {
  std::vector<domain::Product> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ProductList, (), (items, next_cursor))

}  // namespace native

template <>
struct Rules<native::ProductList> {
  static constexpr std::string_view name = "ProductList";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "items", .description = "In the order of their ids."},
      {.field = "next_cursor", .description = "Give it back as cursor for the next page; null on the last."}};
};

namespace native {
namespace {

constexpr std::int64_t kDefaultPage = 100;
constexpr std::int64_t kMaxPage = 1'000;

base::Task<Response> post_products(Services& services, const Request& request) {
  auto answer =
      co_await write_products(services.backend.catalog(), request.header("Content-Type"), request.body());
  if (!answer) co_return error_response(answer.error(), request.request_id());
  co_return json_response(*answer);
}

base::Task<Response> patch_many_products(Services& services, const Request& request) {
  auto answer =
      co_await patch_products(services.backend.catalog(), request.header("Content-Type"), request.body());
  if (!answer) co_return error_response(answer.error(), request.request_id());
  co_return json_response(*answer);
}

base::Task<Response> list_products(Services& services, const Request& request) {
  Violations violations;
  const auto limit = query_integer(request, "limit", kDefaultPage, 1, kMaxPage, violations);
  if (!violations.empty()) co_return validation_response(violations, request.request_id());
  const domain::Tenant tenant;
  const std::string cursor = request.query("cursor").value_or("");
  auto page = co_await services.backend.catalog().list(tenant, static_cast<std::uint32_t>(limit), cursor);
  if (!page) co_return error_response(page.error(), request.request_id());
  ProductList list;
  list.items.reserve(page->products.size());
  for (auto& stored : page->products) list.items.push_back(std::move(stored.product));
  list.next_cursor = std::move(page->next_cursor);
  co_return json_response(list);
}

base::Task<Response> get_product(Services& services, const Request& request) {
  const domain::Tenant tenant;
  const std::string id(request.parameter("id"));
  const auto stored = co_await services.backend.catalog().get(tenant, id);
  if (!stored) co_return error_response(stored.error(), request.request_id());
  co_return json_response(stored->product);
}

base::Task<Response> patch_product(Services& services, const Request& request) {
  const domain::Tenant tenant;
  const std::string id(request.parameter("id"));
  auto& catalog = services.backend.catalog();
  // The store calls this from its own thread while this coroutine, and with it the request, waits.
  const store::ProductEdit edit = [&request](const domain::Product& product) {
    return store::patch_product(product, request.body());
  };
  const auto stored = co_await catalog.edit(tenant, id, edit);
  if (!stored) co_return error_response(stored.error(), request.request_id());
  co_return json_response(stored->product);
}

base::Task<Response> delete_product(Services& services, const Request& request) {
  const domain::Tenant tenant;
  const std::string id(request.parameter("id"));
  const std::vector<std::string> ids{id};  // Not inside the co_await: g++ 12 destroys such lists twice.
  const auto removed = co_await services.backend.catalog().remove(tenant, ids);
  if (!removed) co_return error_response(removed.error(), request.request_id());
  if (*removed == 0) {
    const auto error = base::make_error(base::ErrorCode::not_found, "there is no product '{}'", id);
    co_return error_response(error, request.request_id());
  }
  co_return Response::no_content();
}

/// A merge patch is a product of which nothing but `required` is.
boost::json::value patch_of_product(Schemas& schemas, std::string_view name, boost::json::array required) {
  boost::json::value product;
  schema_of<domain::Product>(schemas, product);
  auto patch = schemas.components().at("Product").as_object();
  patch.erase("required");
  if (!required.empty()) patch["required"] = std::move(required);
  patch["description"] =
      "RFC 7396: what is there replaces, null clears, what is absent stays; attributes are merged.";
  return schemas.named(name, [&patch] { return boost::json::value(patch); });
}

boost::json::value one_or_list(const boost::json::value& one) {
  const boost::json::object list{{"type", "array"}, {"items", one}};
  return boost::json::object{{"anyOf", boost::json::array{one, list}}};
}

void patch_schema(Schemas& schemas, boost::json::value& out) {
  out = patch_of_product(schemas, "ProductPatch", {});
}

void patches_schema(Schemas& schemas, boost::json::value& out) {
  out = one_or_list(patch_of_product(schemas, "NamedPatch", {"id"}));
}

void batch_schema(Schemas& schemas, boost::json::value& out) {
  boost::json::value product;
  schema_of<domain::Product>(schemas, product);
  out = one_or_list(product);
}

}  // namespace

std::vector<Endpoint> products_endpoints() {
  const Parameter id{
      .name = "id", .in = Parameter::In::path, .description = "The product's id, percent-encoded."};
  return {
      {.method = Method::post,
       .path = "/api/v1/products",
       .name = "write_products",
       .tag = "products",
       .summary = "Add or overwrite products",
       .description =
           "One object, an array, or NDJSON (application/x-ndjson). What is valid in an array or in "
           "NDJSON is written in one transaction, what is not is reported item by item. An answer means "
           "that the products are durable; they are searchable within a second.",
       .request = batch_schema,
       .response = schema_of<BatchAnswer>,
       .also_consumes = kNdjson,
       .errors = {503},
       .writing = true,
       .handler = post_products},
      {.method = Method::patch,
       .path = "/api/v1/products",
       .name = "patch_products",
       .tag = "products",
       .summary = "Change some fields of many products",
       .description =
           "One object, an array, or NDJSON (application/x-ndjson) of merge patches, each with the id of its "
           "product: prices and stock of thousands in one request. All that is valid is changed in one "
           "transaction, what is not is reported item by item.",
       .request = patches_schema,
       .response = schema_of<BatchAnswer>,
       .also_consumes = kNdjson,
       .errors = {404, 503},
       .writing = true,
       .handler = patch_many_products},
      {.method = Method::get,
       .path = "/api/v1/products",
       .name = "list_products",
       .tag = "products",
       .summary = "The catalogue, page by page",
       .parameters = {{.name = "limit",
                       .type = "integer",
                       .description = "Products on a page.",
                       .min = 1,
                       .max = kMaxPage,
                       .default_value = kDefaultPage},
                      {.name = "cursor", .description = "next_cursor of the page before."}},
       .response = schema_of<ProductList>,
       .errors = {422, 503},
       .handler = list_products},
      {.method = Method::get,
       .path = "/api/v1/products/{id}",
       .name = "get_product",
       .tag = "products",
       .summary = "One product",
       .parameters = {id},
       .response = schema_of<domain::Product>,
       .errors = {404, 503},
       .handler = get_product},
      {.method = Method::patch,
       .path = "/api/v1/products/{id}",
       .name = "patch_product",
       .tag = "products",
       .summary = "Change some of a product's fields",
       .parameters = {id},
       .request = patch_schema,
       .response = schema_of<domain::Product>,
       .errors = {404, 503},
       .writing = true,
       .handler = patch_product},
      {.method = Method::del,
       .path = "/api/v1/products/{id}",
       .name = "delete_product",
       .tag = "products",
       .summary = "Remove a product",
       .parameters = {id},
       .success = 204,
       .errors = {404, 503},
       .writing = true,
       .handler = delete_product}};
}

}  // namespace native
}  // namespace khoj::api
