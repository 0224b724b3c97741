// The seam between the HTTP server and what it serves: a Handler answers requests, and words the refusals of
// what never became a request. Thread-safe: every event loop calls the same Handler.
#pragma once

#include <string_view>

#include "api/http/request.hpp"
#include "api/http/response.hpp"
#include "base/task.hpp"

namespace khoj::api {

class Handler {
 public:
  virtual ~Handler() = default;

  /// Answers one request. It runs on the connection's event loop and must not block. An exception that
  /// escapes is answered with reject(500, …).
  virtual base::Task<Response> handle(Request& request) = 0;

  /// The answer to something that is no request: broken HTTP, a limit exceeded, a client too slow, a server
  /// too full.
  /// @param status the HTTP status. @param reason one sentence for the client.
  virtual Response reject(int status, std::string_view reason) = 0;

  /// Whether a request may be refused when too many are waiting: not those by which an operator sees how it stands.
  [[nodiscard]] virtual bool may_shed(Request& request) = 0;
};

}  // namespace khoj::api
