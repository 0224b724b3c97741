// schema_of<T>: the SchemaFunction of a described type, for a registry row.
#pragma once

#include "api/json/schema.hpp"

namespace khoj::api {

template <typename T>
void schema_of(Schemas& schemas, boost::json::value& out) {
  out = schemas.of<T>();
}

}  // namespace khoj::api
