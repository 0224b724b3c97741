// The OpenAPI document (K0-21): every reference leads somewhere, every operation says what it takes and
// gives.
#include "api/openapi.hpp"

#include <set>

#include <gtest/gtest.h>

#include "store/product_json.hpp"
#include "support/api/application_client.hpp"

namespace khoj::api {
namespace {

using khoj::testing::ApplicationClient;
using khoj::testing::json_of;
namespace json = boost::json;

/// Calls `visit` for every "$ref" below `value`.
template <typename Visit>
void for_each_reference(const json::value& value, const Visit& visit) {
  if (const auto* object = value.if_object()) {
    for (const auto& [key, member] : *object) {
      if (key == "$ref") visit(std::string(member.as_string()));
      for_each_reference(member, visit);
    }
  } else if (const auto* array = value.if_array()) {
    for (const auto& item : *array) for_each_reference(item, visit);
  }
}

class OpenApiTest : public ::testing::Test {
 protected:
  ApplicationClient client_;
  json::value document_ = json_of(client_.get("/openapi.json"));
};

TEST_F(OpenApiTest, HasItsParts) {
  EXPECT_EQ(document_.at("openapi"), "3.1.0");
  EXPECT_EQ(document_.at("info").at("version"), KHOJ_VERSION);
  EXPECT_TRUE(document_.at("paths").is_object());
}

TEST_F(OpenApiTest, EveryReferenceResolves) {
  std::set<std::string> used;
  for_each_reference(document_, [&](const std::string& reference) {
    constexpr std::string_view kPrefix = "#/components/schemas/";
    ASSERT_TRUE(reference.starts_with(kPrefix)) << reference;
    const auto name = reference.substr(kPrefix.size());
    EXPECT_TRUE(document_.at("components").at("schemas").as_object().contains(name)) << name;
    used.insert(name);
  });
  for (const auto& [name, schema] : document_.at("components").at("schemas").as_object()) {
    EXPECT_TRUE(used.contains(std::string(name))) << name << " is of no use";
  }
}

TEST_F(OpenApiTest, EveryDocumentedEndpointIsThere) {
  std::set<std::string> ids;
  for (const auto& endpoint : all_endpoints()) {
    if (!endpoint.documented) continue;
    const auto* path = document_.at("paths").as_object().if_contains(endpoint.path);
    ASSERT_NE(path, nullptr) << endpoint.path;
    std::string method(to_string(endpoint.method));
    for (char& c : method) c = static_cast<char>(std::tolower(c));
    const auto& operation = path->at(method).as_object();
    EXPECT_TRUE(ids.insert(std::string(operation.at("operationId").as_string())).second) << endpoint.name;
    EXPECT_FALSE(operation.at("summary").as_string().empty());
    const auto& responses = operation.at("responses").as_object();
    EXPECT_TRUE(responses.contains(std::to_string(endpoint.success)));
    EXPECT_EQ(operation.contains("requestBody"), endpoint.request != nullptr);
    EXPECT_TRUE(endpoint.request == nullptr || responses.contains("422")) << endpoint.name;
    for (std::size_t at = endpoint.path.find('{'); at != std::string_view::npos;
         at = endpoint.path.find('{', at + 1)) {
      const auto name = endpoint.path.substr(at + 1, endpoint.path.find('}', at) - at - 1);
      const auto& parameters = operation.at("parameters").as_array();
      EXPECT_TRUE(std::any_of(parameters.begin(), parameters.end(), [&](const json::value& parameter) {
        return parameter.at("name").as_string() == name && parameter.at("in") == "path" &&
               parameter.at("required") == true;
      })) << endpoint.path;
    }
  }
}

TEST_F(OpenApiTest, SaysWhatASearchTakes) {
  const auto& search = document_.at("components").at("schemas").at("SearchRequest");
  EXPECT_EQ(search.at("required"), json::array{"query"});
  const auto& properties = search.at("properties");
  EXPECT_EQ(properties.at("query").at("maxLength"), 200);
  EXPECT_EQ(properties.at("max").at("default"), 24);
  EXPECT_EQ(properties.at("max").at("maximum"), 100);
  EXPECT_EQ(properties.at("pincode").at("pattern"), "^[1-9][0-9]{5}$");
}

TEST_F(OpenApiTest, TakesAProductsFieldsFromTheStore) {
  const auto& product = document_.at("components").at("schemas").at("Product");
  for (const auto& field : store::product_fields()) {
    EXPECT_TRUE(product.at("properties").as_object().contains(field.name)) << field.name;
  }
  EXPECT_FALSE(document_.at("components").at("schemas").at("ProductPatch").as_object().contains("required"));
}

TEST(OpenApi, NamesTheKeyWhenThereIsOne) {
  const auto open = json::parse(openapi_document(all_endpoints(), false));
  EXPECT_FALSE(open.at("components").as_object().contains("securitySchemes"));
  const auto keyed = json::parse(openapi_document(all_endpoints(), true));
  EXPECT_TRUE(keyed.at("components").as_object().contains("securitySchemes"));
  EXPECT_TRUE(keyed.at("paths").at("/api/v1/products").at("post").as_object().contains("security"));
  EXPECT_FALSE(keyed.at("paths").at("/api/v1/products").at("get").as_object().contains("security"));
}

}  // namespace
}  // namespace khoj::api
