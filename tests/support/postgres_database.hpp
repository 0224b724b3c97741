// A Database of our adapter in an empty schema of the tests' server.
#pragma once

#include <memory>
#include <string>

#include "adapters/postgres/database.hpp"
#include "support/postgres_server.hpp"
#include "support/wait.hpp"

namespace khoj::testing {

inline std::shared_ptr<adapters::postgres::Database> open_postgres(
    const std::string& schema = PostgresServer::new_schema(),
    adapters::postgres::DatabaseOptions options = {},
    const PostgresServer& server = PostgresServer::shared()) {
  options.schema = schema;
  options.readers = 2;
  return value_of(adapters::postgres::Database::open(server.url(), options));
}

}  // namespace khoj::testing
