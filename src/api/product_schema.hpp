// A domain::Product in requests, answers and the OpenAPI document: its JSON is store/product_json's, its
// schema is made of store::product_fields().
#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "api/json/schema.hpp"
#include "store/product_json.hpp"

namespace khoj::api {

template <>
struct CustomJson<domain::Product> {
  static void append(std::string& out, const domain::Product& product) {
    store::append_product_json(out, product);
  }
  static boost::json::value schema(Schemas& schemas);
};

}  // namespace khoj::api
