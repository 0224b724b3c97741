// One HTTP request and its whole answer, for what a benchmark asks beside its load: a counter before and after, a job to
// be started. Blocks; makes a connection for every call; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "load/http_target.hpp"

namespace khoj::load {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// @param body sent as JSON; none when empty.
/// Errors: unavailable (no connection, or it broke), corruption (no HTTP/1.1). Chunks are not put together.
base::Result<HttpAnswer> exchange(const HttpTarget& target, std::string_view method, std::string_view path,
                                  std::string_view body = {});

}  // namespace khoj::load
